import type { Goal, Result } from './row.ts';

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export function spreadOf(numbers: readonly number[]): Spread {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return {
    min: at(0),
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    max: at(sorted.length - 1),
  };
}

/** The ratio is taken within each pair, whose two sides saw the same machine. */
export const ratiosOf = ({ ours, theirs }: Pick<Result, 'ours' | 'theirs'>): number[] =>
  theirs.map((other, index) => (ours[index] ?? Number.NaN) / other);

/** What the goal speaks about: the ratio of the pairs, or our figure alone. */
export function judged(result: Pick<Result, 'ours' | 'theirs' | 'goal'>): Spread {
  return spreadOf(result.goal.kind === 'ratio' ? ratiosOf(result) : result.ours);
}

export const isMet = (result: Pick<Result, 'ours' | 'theirs' | 'goal'>): boolean =>
  judged(result).median <= result.goal.most;

export function showFigure(value: number, unit: Goal['unit']): string {
  if (!Number.isFinite(value)) return '–';
  if (unit === 'times') return `${value.toPrecision(3)} ×`;
  if (unit === 'bytes') return `${(value / 1_000_000).toPrecision(3)} MB`;
  return value < 1_000
    ? `${value < 10 ? value.toPrecision(2) : Math.round(value)} ms`
    : `${(value / 1_000).toFixed(1)} s`;
}

export const showRatio = (value: number): string => (Number.isFinite(value) ? value.toPrecision(2) : '–');
