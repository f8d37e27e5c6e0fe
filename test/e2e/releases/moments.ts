import { mulberry32 } from '../../endurance/draw.ts';

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
