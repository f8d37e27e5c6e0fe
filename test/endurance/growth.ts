/** What was counted after one run. Every name is a thing that may grow. */
export type Sample = Readonly<Record<string, number>>;

export interface Growth {
  readonly what: string;
  readonly first: number;
  readonly last: number;
  readonly grows: boolean;
}

/** The median of the first and of the last fifth of the runs; a tenth more, and more than one, is growth. */
export function growthOf(samples: readonly Sample[]): readonly Growth[] {
  const size = Math.max(1, Math.floor(samples.length / 5));
  return Object.keys(samples[0] ?? {}).map((what) => {
    const values = samples.map((sample) => sample[what] ?? 0);
    const [first, last] = [median(values.slice(0, size)), median(values.slice(-size))];
    return { what, first, last, grows: last - first > Math.max(1, first * 0.1) };
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
