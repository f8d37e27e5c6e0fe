import { type Disturbance, disturbances } from './disturb/table.ts';

/** What is deployed, and what a run must therefore find. */
export const kinds = ['good', 'unchanged', 'crash', 'drift'] as const;
export type Kind = (typeof kinds)[number];

/** One run of the campaign. Seed and number make it, so any one can be had again. */
export interface Drawn {
  readonly number: number;
  readonly kind: Kind;
  readonly disturbance: Disturbance['id'];
  /** Part of an undisturbed run after which it begins. */
  readonly at: number;
  /** How long it lasts, where it is not over at once. */
  readonly seconds: number;
}

/** Every disturbance comes in turn, so that a hundred runs are many of each; all the rest is by chance. */
export function draw(seed: number, number: number): Drawn {
  const random = mulberry32(seed * 7919 + number);
  const disturbance = disturbances[number % disturbances.length] as Disturbance;
  return {
    number,
    disturbance: disturbance.id,
    kind: kinds[Math.floor(random() * kinds.length)] ?? 'good',
    at: round(random() * 0.9),
    seconds: round(1 + random() * 14),
  };
}

/** The soak goes through the kinds in turn: half of its runs are good. */
export function soakKind(number: number): Kind {
  return (['good', 'crash', 'unchanged', 'drift'] as const)[number % 4] ?? 'good';
}

const round = (value: number): number => Math.round(value * 100) / 100;

export function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
