import { expect, test } from '@jest/globals';
import { lineDiff } from '../../../src/lib/line-diff.ts';
import { lineSplitter } from '../../../src/lib/lines.ts';

function split(...chunks: readonly (string | Uint8Array)[]): string[] {
  const lines: string[] = [];
  const splitter = lineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  splitter.end();
  return lines;
}

test('lines come whole, however they arrive', () => {
  expect(split('a\nb', 'c\r\nd\re\n')).toEqual(['a', 'bc', 'd', 'e']);
  expect(split('\n\nlast')).toEqual(['', '', 'last']);
  expect(split('a\n')).toEqual(['a']);
  expect(split('')).toEqual([]);
  const euro = Buffer.from('€');
  expect(split(euro.subarray(0, 1), euro.subarray(1), '\n')).toEqual(['€']);
  expect(split(euro.subarray(0, 2))).toEqual(['\uFFFD']);
});

test('what was cut off is said once', () => {
  const lines: string[] = [];
  const splitter = lineSplitter((line) => lines.push(line));
  splitter.push(Buffer.from('half'));
  splitter.end();
  splitter.end();
  expect(lines).toEqual(['half']);
});

const diff = (before: string, after: string, around?: number): string =>
  lineDiff(before.split('').join('\n'), after.split('').join('\n'), around).join('|');

test.each([
  ['abc', 'abc', ''],
  ['', '', ''],
  ['', 'ab', '+a|+b'],
  ['ab', '', '-a|-b'],
  ['abc', 'axc', ' a|-b|+x| c'],
  ['abc', 'ac', ' a|-b| c'],
  ['ac', 'abc', ' a|+b| c'],
  ['aab', 'ab', ' a|-a| b'],
  ['abcd', 'xbyd', '-a|+x| b|-c|+y| d'],
  ['xaby', 'zabw', '-x|+z| a| b|-y|+w'],
  ['abcdef', 'bcdefa', '-a| b| c| …| e| f|+a'],
])('from %j to %j', (before, after, lines) => {
  // The lines that stand around are kept in their order.
  expect(diff(before, after)).toBe(lines);
});

test('only what stands near a change is shown, and a gap once', () => {
  expect(diff('123456789abcdef', '12345X789abcdYf')).toBe(' 4| 5|-6|+X| 7| 8| …| c| d|-e|+Y| f');
  expect(diff('123456', '12345X', 0)).toBe('-6|+X');
  expect(diff('1234567', 'X234567', 1)).toBe('-1|+X| 2| …');
});

test('texts too long to be aligned are shown one after the other', () => {
  const long = (mark: string): string => Array.from({ length: 2001 }, (_, line) => `${mark}${line}`).join('\n');
  const lines = lineDiff(`same\n${long('a')}\nend`, `same\n${long('b')}\nend`);
  expect(lines.slice(0, 3)).toEqual([' same', '-a0', '-a1']);
  expect(lines.indexOf('+b0')).toBe(2002);
  expect(lines.at(-1)).toBe(' end');
});
