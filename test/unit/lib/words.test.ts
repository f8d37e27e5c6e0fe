import { expect, test } from '@jest/globals';
import { parseDotEnv } from '../../../src/lib/dot-env.ts';
import { durationFlag, formatDuration, parseDuration } from '../../../src/lib/duration.ts';
import { messageOf } from '../../../src/lib/error.ts';
import { nearest } from '../../../src/lib/nearest.ts';
import { formatBytes, parseBytes } from '../../../src/lib/quantity.ts';
import { quoteArgv } from '../../../src/lib/quote.ts';
import { wrap } from '../../../src/lib/wrap.ts';

test.each([
  ['85ms', 85],
  ['90s', 90_000],
  ['1m30s', 90_000],
  ['1.5s', 1500],
  ['0.0004s', 0],
  ['2h', 7_200_000],
  ['1d2h3m4s5ms', 93_784_005],
  ['10.25m', 615_000],
])('%s is %d ms', (text, ms) => expect(parseDuration(text)).toBe(ms));

test.each(['', '5', 's', '5 s', 'x5s', '5sx', '1.s', '.5s', '5S', '-5s'])('%j is no duration', (text) =>
  expect(parseDuration(text)).toBeUndefined(),
);

test.each([
  [0, '0 ms'],
  [84.6, '85 ms'],
  [999, '999 ms'],
  [1000, '1.0 s'],
  [59_949, '59.9 s'],
  [59_950, '1 m 00 s'],
  [185_000, '3 m 05 s'],
  [3_599_499, '59 m 59 s'],
  [3_600_000, '1 h 00 m'],
  [3_720_000, '1 h 02 m'],
  [90_061_000, '25 h 01 m'],
])('%d ms reads %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

test('a duration as a flag loses nothing', () => {
  expect([120_000, 1500, 1500.4, 0].map(durationFlag)).toEqual(['120s', '1500ms', '1500ms', '0s']);
});

test.each([
  ['5', 5],
  ['5B', 5],
  ['1.5k', 1500],
  ['2K', 2000],
  ['2KB', 2000],
  ['2kB', 2000],
  ['3M', 3e6],
  ['3MB', 3e6],
  ['3m', 3e6],
  ['4G', 4e9],
  ['4GB', 4e9],
  ['6g', 6e9],
  ['1T', 1e12],
  ['1TB', 1e12],
  ['2Ki', 2048],
  ['2KiB', 2048],
  ['512Mi', 512 * 1024 ** 2],
  ['1MiB', 1024 ** 2],
  ['1.5Gi', 1.5 * 1024 ** 3],
  ['1GiB', 1024 ** 3],
  ['1Ti', 1024 ** 4],
  ['1 TiB', 1024 ** 4],
])('%s is %d bytes', (text, bytes) => expect(parseBytes(text)).toBe(bytes));

test.each(['', 'x5', '5x', 'MB', '5 M B', '-5M', '1.M', '5MB!'])('%j is no quantity', (text) =>
  expect(parseBytes(text)).toBeUndefined(),
);

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [9999, '10.0 kB'],
  [10_000, '10 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [263_000_000, '263 MB'],
  [2.5e9, '2.5 GB'],
  [7e12, '7.0 TB'],
  [7e15, '7000 TB'],
])('%d bytes read %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test.each([
  [['kubectl', 'get', 'pods,svc', '-l=a=b', '--x=./y%z:1@2+3'], 'kubectl get pods,svc -l=a=b --x=./y%z:1@2+3'],
  [['echo', 'a b', '$HOME', "it's", ''], `echo 'a b' '$HOME' 'it'\\''s' ''`],
  [["'", 'x;y', 'x\ny'], `''\\''' 'x;y' 'x\ny'`],
])('%j can be pasted', (argv, line) => expect(quoteArgv(argv)).toBe(line));

test('what was meant', () => {
  const known = ['dockerfile', 'context', 'tags', 'args', 'build_arg'];
  expect(['dockerfil', 'contxet', 'TAGS', 'build-arg', 'arsg', 'xyz', ''].map((word) => nearest(word, known))).toEqual([
    ...['dockerfile', 'context', 'tags', 'build_arg', 'args'],
    ...[undefined, undefined],
  ]);
  expect(nearest('ab', ['abcd', 'abc'])).toBe('abc');
  expect(nearest('kitten-sitting', ['sitting-kitten'])).toBeUndefined();
  expect(nearest('abc', ['xyz'])).toBeUndefined();
  expect(nearest('abc', ['axy'])).toBe('axy');
  expect(nearest('abcdefghijkl', ['abcdefghwxyz'])).toBe('abcdefghwxyz');
  expect(nearest('abcdefghijkl', ['abcdefgvwxyz'])).toBeUndefined();
  expect(nearest('x', [])).toBeUndefined();
});

test('lines broken at blanks', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrap('one two three', 6)).toEqual(['one', 'two', 'three']);
  expect(wrap('one two three', 11, '- ', '  ')).toEqual(['- one two', '  three']);
  expect(wrap('one two', 8, '> ')).toEqual(['> one', '> two']);
  expect(wrap('averylongword is whole', 5)).toEqual(['averylongword', 'is', 'whole']);
  expect(wrap('', 5)).toEqual(['']);
});

test('what a thrown value says', () => {
  expect(messageOf(new Error('it broke'))).toBe('it broke');
  expect(messageOf(new TypeError(''))).toBe('TypeError');
  expect(messageOf('text')).toBe('text');
  expect(messageOf(undefined)).toBe('undefined');
  expect(messageOf(new AggregateError([new Error('a'), 'b'], 'both'))).toBe('both; a; b');
  expect(messageOf(new AggregateError([new Error('a'), new Error('b')]))).toBe('a; b');
});

test('a .env file', () => {
  const lines = [
    '\uFEFF# comment',
    'PLAIN=value',
    '  export  SPACED =  two words   # said aside',
    'SINGLE=\'a # b "c"\' # aside',
    'DOUBLE="line\\nnext \\"quoted\\" \\\\ # kept"  # aside',
    'HASH=a#b',
    'EMPTY=',
    'OPEN="never closed',
    '1BAD=x',
    'no equals',
    '#COMMENTED=x',
    'PLAIN=later',
    'A_1=b=c',
  ];
  expect(parseDotEnv(lines.join('\r\n'))).toEqual({
    PLAIN: 'later',
    SPACED: 'two words',
    SINGLE: 'a # b "c"',
    DOUBLE: 'line\nnext "quoted" \\ # kept',
    HASH: 'a#b',
    EMPTY: '',
    OPEN: '"never closed',
    A_1: 'b=c',
  });
});
