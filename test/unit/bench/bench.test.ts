import { describe, expect, test } from '@jest/globals';
import { measure } from '../../../scripts/bench/measure.ts';
import type { Result, Row } from '../../../scripts/bench/row.ts';
import { markdown, plotSvg, tableText } from '../../../scripts/bench/show.ts';
import { isMet, judged, ratiosOf, spreadOf } from '../../../scripts/bench/statistics.ts';

const result = (over: Partial<Result> = {}): Result => ({
  id: 'load',
  title: 'an image <500 MB>',
  against: 'minikube image load',
  goal: { kind: 'ratio', most: 0.4, unit: 'ms' },
  ours: [4_000, 6_000, 2_000],
  theirs: [20_000, 20_000, 20_000],
  date: '2026-01-02',
  machine: '2 cores',
  versions: { minikube: '1.38.1' },
  ...over,
});

describe('statistics', () => {
  test.each([
    [[3, 1, 2], { min: 1, median: 2, max: 3 }],
    [[4, 1, 3, 2], { min: 1, median: 2.5, max: 4 }],
    [[7], { min: 7, median: 7, max: 7 }],
  ])('the spread of %j', (numbers, spread) => expect(spreadOf(numbers)).toEqual(spread));

  test('ratios are taken within each pair', () => {
    expect(ratiosOf({ ours: [1, 30], theirs: [10, 100] })).toEqual([0.1, 0.3]);
  });

  test('a ratio goal is judged by the median ratio, a figure goal by our median', () => {
    expect(judged(result()).median).toBe(0.2);
    expect(isMet(result())).toBe(true);
    expect(isMet(result({ theirs: [5_000, 5_000, 5_000] }))).toBe(false);
    expect(isMet(result({ goal: { kind: 'figure', most: 3_999, unit: 'ms' } }))).toBe(false);
  });

  test('a row that was never measured is not met', () => {
    expect(isMet(result({ ours: [], theirs: [] }))).toBe(false);
  });
});

test('the two sides take turns, and what is opened is closed though one fails', async () => {
  const calls: string[] = [];
  const side = (name: string, figure: number) => async () => {
    calls.push(`prepare ${name}`);
    return async () => {
      calls.push(name);
      if (calls.length > 7) throw new Error('broke');
      return figure;
    };
  };
  const row: Row = {
    ...result(),
    minutes: 1,
    open: async () => ({ ours: side('a', 1), theirs: side('b', 2), close: async () => void calls.push('close') }),
  };
  const bench = { root: '/', work: '/', environment: {}, say: () => {} };
  await expect(measure(row, 2, bench)).rejects.toThrow('broke');
  expect(calls).toEqual(['prepare a', 'a', 'prepare b', 'b', 'prepare a', 'a', 'prepare b', 'b', 'close']);
});

describe('showing', () => {
  test('the table tells both sides, the ratio and whether the goal is met', () => {
    const [, row] = tableText([result()]).split('\n');
    expect(row).toMatch(/4\.0 s \(2\.0 s to 6\.0 s\) +20\.0 s .* 0\.20 +≤ 0\.40 +yes/);
  });

  test('the page names machine and versions once', () => {
    const page = markdown([result(), result({ id: 'other' })], 'b.svg');
    expect(page.match(/minikube 1\.38\.1/g)).toHaveLength(1);
    expect(page).toContain('![ratios beside their goals](b.svg)');
  });

  test('the plot escapes titles and keeps far values inside', () => {
    const svg = plotSvg([result({ ours: [1e9], theirs: [1] })]);
    expect(svg).toContain('an image &lt;500 MB>');
    expect(Math.max(...[...svg.matchAll(/cx="(\d+)"/g)].map(([, at]) => Number(at)))).toBeLessThanOrEqual(840);
  });
});
