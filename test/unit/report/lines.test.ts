import { describe, expect, test } from '@jest/globals';
import {
  bookOf,
  fileOf,
  find,
  levelNames,
  levelOf,
  matcher,
  select,
  sight,
} from '../../../src/report/html/client/lines.ts';

const all = [true, true, true, true];
const book = bookOf([
  { name: 'a', what: '', text: 'INFO start\nERROR no database\nDEBUG x\n' },
  { name: 'b', what: '', text: 'WARN slow\nplain (1.5)\n\nlast' },
  { name: 'empty', what: '', text: '' },
]);
const lines = (wanted: Partial<Parameters<typeof select>[1]>): string[] =>
  [...select(book, { file: -1, query: '', levels: all, ...wanted })].map((index) => book.lines[index] ?? '');

test('files stand one after the other, a last newline makes no line', () => {
  expect(book.starts).toEqual([0, 3, 7, 7]);
  expect([0, 2, 3, 6].map((line) => fileOf(book, line))).toEqual([0, 0, 1, 1]);
});

describe('which lines are shown', () => {
  test.each([
    [{ file: 1 }, ['WARN slow', 'plain (1.5)', '', 'last']],
    [{ file: 2 }, []],
    [{ query: 'DATABASE' }, ['ERROR no database']],
    [{ query: '(1.5)' }, ['plain (1.5)']],
    [{ query: '/^(info|warn)/' }, ['INFO start', 'WARN slow']],
    [{ query: '/(/' }, []],
    [{ levels: [true, true, false, false] }, ['ERROR no database', 'WARN slow']],
  ] as const)('%j', (wanted, expected) => {
    expect(lines(wanted)).toEqual(expected);
  });

  test('no query matches everything', () => {
    expect(matcher('')).toBeUndefined();
    expect(lines({})).toHaveLength(7);
  });
});

test.each([
  ['2026-11-20T12:00:00Z ERROR x', 'error'],
  ['{"level":"error","msg":"x"}', 'error'],
  ['psycopg2.OperationalError: connection refused', 'error'],
  ['  12.0 s  ✗ Checkpoint failed', 'error'],
  ['Traceback (most recent call last):', 'error'],
  ['12:00 Warning  BackOff  pod/x', 'warning'],
  ['level=debug msg=x', 'debug'],
  ['INFO:  GET /health 200', 'info'],
  ['terrors are not errors', 'info'],
] as const)('%s is %s', (line, level) => {
  expect(levelNames[levelOf(line)]).toBe(level);
});

test('a quotation leads to its line, or to the one that shares most of its words', () => {
  expect(find(book, 0, 'ERROR no database')).toBe(1);
  expect(find(book, 1, 'said: plain')).toBe(4);
  expect(find(book, 1, 'nowhere')).toBe(3);
  const text = 'pod/taskflow-backend assigned\npod/taskflow-backend missing key A\nother';
  const events = bookOf([{ name: 'events', what: '', text }]);
  expect(find(events, 0, 'missing  key A in pod/taskflow-backend')).toBe(1);
});

test('only the rows in sight are drawn, at the start, in the middle and at the end', () => {
  expect(sight({ top: 0, height: 400 }, 1_000_000, 20)).toEqual([0, 60]);
  expect(sight({ top: 2_000_000, height: 400 }, 1_000_000, 20)).toEqual([99_980, 100_040]);
  expect(sight({ top: 19_999_600, height: 400 }, 1_000_000, 20)).toEqual([999_960, 1_000_000]);
  expect(sight({ top: 5000, height: 400 }, 3, 20)).toEqual([0, 3]);
});
