import { expect, test } from '@jest/globals';
import { exactVersion, parseRange } from '../../../src/lib/version-range.ts';

test.each([
  ['v1.34.4', ['v1.34.4', '1.34.4'], ['v1.34.5', '1.34.3']],
  ['1.34', ['v1.34.0', 'v1.34.99'], ['v1.33.9', 'v1.35.0']],
  ['1.34.x', ['v1.34.7'], ['v1.35.0']],
  ['3', ['v3.0.0', 'v3.22.0'], ['v4.0.0', 'v2.9.9']],
  ['>=1.35 <1.40', ['v1.35.0', 'v1.39.9'], ['v1.34.9', 'v1.40.0']],
  ['>= 1.35, < 1.40', ['v1.38.1'], ['v1.40.0']],
  ['>1.35 <=1.38', ['v1.36.0', 'v1.38.9'], ['v1.35.9', 'v1.39.0']],
  ['^3.15', ['v3.15.0', 'v3.99.0'], ['v3.14.9', 'v4.0.0']],
  ['^0.30', ['v0.30.0', 'v0.30.9'], ['v0.31.0', 'v1.0.0']],
  ['~1.34.2', ['v1.34.2', 'v1.34.9'], ['v1.34.1', 'v1.35.0']],
])('%s', (text, inside, outside) => {
  const range = parseRange(text);
  expect(inside.filter((version) => !range?.(version))).toEqual([]);
  expect(outside.filter((version) => range?.(version))).toEqual([]);
});

test.each(['', 'latest', '>=', 'v1.2.3.4', '1.x.3', '>=1.0 || <2', 'v1.2.3-rc.1'])('%j is no range', (text) => {
  expect(parseRange(text)).toBeUndefined();
});

test.each([
  ['1.38.1', 'v1.38.1'],
  ['=v1.38.1', 'v1.38.1'],
  ['1.38', undefined],
  ['>=1.38.1', undefined],
  [undefined, undefined],
])('%s means %s alone', (text, version) => {
  expect(exactVersion(text)).toBe(version);
});
