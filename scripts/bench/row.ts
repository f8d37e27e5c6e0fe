/** One figure that the product promises, and how it is taken. */
export interface Row {
  readonly id: string;
  readonly title: string;
  /** What the figure is compared with, in words; absent where the goal is absolute. */
  readonly against?: string;
  readonly goal: Goal;
  /** About how long one pair takes, for the plan that is printed first. */
  readonly minutes: number;
  readonly open: (bench: Bench) => Promise<Sides>;
}

/** At most this ratio of ours to theirs, or at most this figure. */
export type Goal =
  | { readonly kind: 'ratio'; readonly most: number; readonly unit: Unit }
  | { readonly kind: 'figure'; readonly most: number; readonly unit: Unit };

export type Unit = 'ms' | 'bytes' | 'times';

export interface Bench {
  readonly root: string;
  /** A folder of this bench alone, removed at its end. */
  readonly work: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly say: (text: string) => void;
}

/** What is measured, one after the other; what comes between (putting back the state before) is not counted. */
export interface Sides {
  readonly ours: Measured;
  readonly theirs?: Measured;
  readonly close: () => Promise<void>;
}

/** Each call prepares one measurement and returns the part that counts, which returns its figure. */
export type Measured = () => Promise<() => Promise<number>>;

/** The usual figure: how long it took. */
export const timed =
  (work: () => Promise<unknown>): (() => Promise<number>) =>
  async () => {
    const started = performance.now();
    await work();
    return performance.now() - started;
  };

export interface Figures {
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
}

export interface Result extends Figures {
  readonly id: string;
  readonly title: string;
  readonly against?: string;
  readonly goal: Goal;
  readonly date: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
}
