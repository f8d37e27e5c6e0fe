import type { CheckVerdict } from './verdict.ts';

/** A place in a file of the user's checkout, for annotations. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** The result of one check inside a checkpoint. */
export interface CheckResult {
  readonly id: string;
  readonly title: string;
  readonly verdict: CheckVerdict;
  /** One or a few lines for a person: what was expected, what was found. For `skipped` it says why. */
  readonly detail: string;
  /** Files of the evidence folder that show it. */
  readonly evidence: readonly string[];
  readonly durationMs?: number;
  readonly place?: Place;
  /** A measured number with its limit, where the check is about one. */
  readonly measured?: { readonly value: number; readonly limit: number; readonly unit: string };
}

export type CheckInput = Omit<CheckResult, 'evidence'> & { readonly evidence?: readonly string[] };

export function check(input: CheckInput): CheckResult {
  return { ...input, evidence: input.evidence ?? [] };
}
