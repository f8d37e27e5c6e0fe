import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { isValidToken } from '../src/lib/token.ts';

const NOW = 1_800_000_000;
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

function sign(claims: unknown, { secret = 'shared', alg = 'HS256' } = {}): string {
  const source = `${encode({ alg, typ: 'JWT' })}.${encode(claims)}`;
  return `${source}.${createHmac('sha256', secret).update(source).digest('base64url')}`;
}

test('accepts what the backend signs with the same secret', () => {
  assert.equal(isValidToken(sign({ exp: NOW + 1 }), 'shared', NOW), true);
});

const REFUSED: ReadonlyArray<readonly [string, string | undefined]> = [
  ['no token', undefined],
  ['nonsense', 'a.b.c'],
  ['another secret', sign({ exp: NOW + 1 }, { secret: 'other' })],
  ['another algorithm in the header', sign({ exp: NOW + 1 }, { alg: 'none' })],
  ['an expired token', sign({ exp: NOW })],
  ['a token that never expires', sign({})],
  ['a changed payload', sign({ exp: NOW + 1 }).replace(/\.[^.]+\./, `.${encode({ exp: NOW + 9 })}.`)],
];
for (const [name, token] of REFUSED) {
  test(`refuses ${name}`, () => assert.equal(isValidToken(token, 'shared', NOW), false));
}

test('refuses everything without a secret', () => {
  assert.equal(isValidToken(sign({ exp: NOW + 1 }, { secret: '' }), '', NOW), false);
});
