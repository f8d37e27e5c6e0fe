import type { Place } from './check.ts';

export interface StageErrorInfo {
  /** Who is at fault: the user's files, the machine, or nobody because the run was cancelled. */
  readonly kind: 'failed' | 'infrastructure' | 'cancelled';
  /** One sentence for a person. */
  readonly message: string;
  readonly remedy?: string;
  /** The last lines of the program that failed. */
  readonly excerpt?: readonly string[];
  readonly place?: Place;
  /** Trying the same again may work. */
  readonly transient?: boolean;
}

/** Ends a stage; everything a report wants to say about it is in `info`. */
export class StageError extends Error {
  readonly info: StageErrorInfo;

  constructor(info: StageErrorInfo) {
    super(info.message);
    this.name = 'StageError';
    this.info = info;
  }
}
