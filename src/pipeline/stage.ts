import type { Place } from '../model/check.ts';
import type { Emit } from '../model/event.ts';
import { StageError } from '../model/stage-error.ts';

export { StageError } from '../model/stage-error.ts';

/** A unit of work in the graph: a function over what came before. */
export interface Stage {
  readonly id: string;
  readonly title: string;
  readonly needs: readonly string[];
  readonly limitMs: number;
  readonly run: (signal: AbortSignal) => Promise<void>;
}

export function failed(message: string, cause?: unknown): StageError {
  return new StageError('failed', message, cause === undefined ? undefined : { cause });
}

export function infrastructure(message: string, cause?: unknown): StageError {
  return new StageError('infrastructure', message, cause === undefined ? undefined : { cause });
}

export interface StageFailure {
  readonly stage: string;
  readonly outcome: 'failed' | 'infrastructure';
  readonly message: string;
  /** Where in the user's checkout it is to be changed. */
  readonly place?: Place;
}

export interface GraphOptions {
  readonly signal: AbortSignal;
  readonly emit: Emit;
  /** How many stages may run at the same time. */
  readonly width: number;
}
