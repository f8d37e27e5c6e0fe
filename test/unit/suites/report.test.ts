import { expect, test } from '@jest/globals';
import { planText, resultText, totalOf } from '../../../scripts/suites/report.ts';
import type { Row } from '../../../scripts/suites/suite.ts';
import { preparations, suites } from '../../../scripts/suites/table.ts';

const row = (name: string, counts?: Row['counts']): Row => ({
  name,
  title: name,
  planned: 2,
  seconds: 90,
  ...(counts ? { counts } : {}),
});

test('a skipped test is named, and on CI it is not green', () => {
  const rows = [row('kit'), row('unit', { passed: 3, failed: 0, skipped: ['needs a moon'] })];
  expect(totalOf(rows, false)).toEqual({ passed: 3, failed: 0, skipped: ['needs a moon'], code: 0 });
  expect(totalOf(rows, true).code).toBe(1);
  expect(resultText(rows, totalOf(rows, false))).toBe(
    [
      '  kit   planned 2 min  took 1.5 min  ready',
      '  unit  planned 2 min  took 1.5 min  3 passed, 0 failed, 1 skipped',
      '  skipped in unit: needs a moon',
      '',
      '3 passed, 0 failed, 1 skipped',
    ].join('\n'),
  );
});

test('a preparation that failed is a failure', () => {
  const rows = [
    row('engine', { passed: 0, failed: 1, skipped: [] }),
    row('unit', { passed: 9, failed: 0, skipped: [] }),
  ];
  expect(totalOf(rows, false).code).toBe(1);
});

test('nothing passed is not green', () => {
  expect(totalOf([], false).code).toBe(1);
});

test('the plan names each need once, before the suites', () => {
  const lines = planText(suites, preparations).split('\n');
  expect(lines.filter((line) => line.startsWith('  kit '))).toHaveLength(1);
  expect(lines.findIndex((line) => line.startsWith('  kit '))).toBeLessThan(
    lines.findIndex((line) => line.startsWith('  types ')),
  );
});

test('names are unique', () => {
  expect(new Set(suites.map(({ name }) => name)).size).toBe(suites.length);
});
