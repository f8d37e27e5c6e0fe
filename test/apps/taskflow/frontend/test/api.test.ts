import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reasonOf } from '../src/lib/api.ts';
import { readToken } from '../src/lib/session.ts';
import { settings } from '../src/lib/settings.ts';

test('a sentence of the backend is shown as it is', () => {
  assert.equal(reasonOf('{"detail":"Email already registered"}', 409), 'Email already registered');
});

test('malformed fields are named', () => {
  const detail = [
    { loc: ['body', 'email'], msg: 'not an address' },
    { loc: ['body', 'password'], msg: 'too short' },
  ];
  assert.equal(reasonOf(JSON.stringify({ detail }), 422), 'email: not an address; password: too short');
});

test('an answer that is not JSON is reduced to its status', () => {
  assert.equal(reasonOf('<html>Bad Gateway</html>', 502), 'The server answered 502');
  assert.equal(reasonOf('{}', 500), 'The server answered 500');
});

test('the token is found among other cookies', () => {
  const name = settings.tokenCookie;
  assert.equal(readToken(`x${name}=no; ${name}=a.b.c; other=1`), 'a.b.c');
  assert.equal(readToken('other=1'), undefined);
});
