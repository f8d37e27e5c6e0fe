import type { HttpResponse } from '../../ports/http.ts';

/** Recorded answers of the reference, for when it may not be asked or cannot be reached. */
export interface Snapshot {
  readonly recordedAt: number;
  /** The answers to one step, in the order in which they were recorded. */
  readonly answers: (step: string) => readonly RecordedAnswer[];
  /** The recording side's own values, such as its origin and its account. */
  readonly symbols: readonly (readonly [value: string, name: string])[];
  /** The contract that was recorded; another one makes the snapshot stale. */
  readonly contractHash: string;
}

export interface RecordedAnswer {
  readonly response: HttpResponse;
  readonly at: number;
}
