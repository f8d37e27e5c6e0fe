import { expect, test } from '@jest/globals';
import { headTail } from '../../../src/lib/head-tail.ts';

const text = Array.from({ length: 500 }, (_, index) => `line ${index}\n`).join('');

test.each([1, 3, 7, 64, 1000, text.length])('in pieces of %d bytes: the same head and the same tail', (piece) => {
  const kept = headTail(400);
  for (let at = 0; at < text.length; at += piece) kept.push(Buffer.from(text.slice(at, at + piece)));
  expect(kept.truncated()).toBe(true);
  expect(kept.text()).toBe(`${text.slice(0, 100)}\n… ${text.length - 400} bytes left out …\n${text.slice(-300)}`);
});

test.each([0, 1, 100, 101, 399, 400])('%d bytes within the limit are kept whole', (length) => {
  const kept = headTail(400);
  for (const char of text.slice(0, length)) kept.push(Buffer.from(char));
  expect(kept.truncated()).toBe(false);
  expect(kept.text()).toBe(text.slice(0, length));
});
