import { expect, test } from '@jest/globals';
import { masksOf } from '../../../../src/lib/redact/mask.ts';

test.each([
  ['a token', 'gT7-kq2_ZZ', ['gT7-kq2_ZZ']],
  ['an ordinary word', 'taskflow', []],
  ['a short value', 'abc12', []],
  ['a number', '12345', []],
  ['a connection string: its password alone', 'postgres://app:n0t-a-w0rd@db:5432/shop', ['n0t-a-w0rd']],
  ['a connection string with a word for a password', 'postgres://app:password@db:5432/shop', []],
])('the host masks of %s what is not in every line anyway', (_, value, wanted) =>
  expect(masksOf(value)).toEqual(wanted),
);

test('of a JSON text no brace and no bracket is masked, and its secret is', () => {
  const masks = masksOf('{\n  "user": "ci",\n  "password": "n0t-a-w0rd-2"\n}');
  expect(masks).toContain('n0t-a-w0rd-2');
  expect(masks.filter((line) => /^[\W]*$/.test(line))).toEqual([]);
});
