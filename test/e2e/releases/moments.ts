/** When a run is broken off, and how. Drawn from a seed, so that a failure can be had again. */
export interface Moment {
  readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL';
  /** Part of the time that a whole run takes. */
  readonly part: number;
}

const signals = ['SIGKILL', 'SIGTERM', 'SIGINT'] as const;

/** `RELEASES_MOMENTS` asks for more of them, `RELEASES_SEED` for others. */
export function momentsOf(env: Readonly<Record<string, string | undefined>>): Moment[] {
  const count = Number(env.RELEASES_MOMENTS ?? 4);
  const random = mulberry32(Number(env.RELEASES_SEED ?? 20261121));
  // One out of each of as many equal parts, so that few moments do not crowd in one phase.
  return Array.from({ length: count }, (_, index) => ({
    signal: signals[index % signals.length] as Moment['signal'],
    part: (index + random()) / count,
  }));
}

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
