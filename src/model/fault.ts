import type { Place } from './check.ts';

export type Confidence = 'high' | 'medium' | 'low';

/** A diagnosed cause, with the evidence that shows it and what to do about it. */
export interface Fault {
  /** An id of the diagnosis catalogue, such as `config-key-missing`. */
  readonly id: string;
  readonly title: string;
  /** What is at fault, such as `Deployment taskflow/taskflow-backend`. */
  readonly object: string;
  /** True for a root cause; false for a consequence of another fault. */
  readonly root: boolean;
  readonly confidence: Confidence;
  readonly evidence: readonly { readonly text: string; readonly file?: string }[];
  readonly remedy: string;
  /** A command that can be pasted into a shell to see the same. */
  readonly reproduce: string;
  /** The machine, the cluster or the network failed, not the application. */
  readonly infrastructure: boolean;
  readonly place?: Place;
  /** Seen when everything had been taken back: it is still so. */
  readonly after?: 'rollback';
  /** Ids of the faults that this one explains. */
  readonly explains?: readonly string[];
}
