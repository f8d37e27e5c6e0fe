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
  /** Expected against found, item by item, where the check compares two things. */
  readonly differences?: readonly Difference[];
  /** A command that can be pasted into a shell to see the same. */
  readonly reproduce?: string;
  /** What to do about it, or what to write down when the result is intended. */
  readonly remedy?: string;
  /** A measured number with its limit, where the check is about one. */
  readonly measured?: { readonly value: number; readonly limit: number; readonly unit: string };
}

/** One difference between what was expected (the reference) and what was found (the candidate). */
export interface Difference {
  /** A JSON path, a header, `status`, a place on a page. */
  readonly where: string;
  /** In the words of the comparison: `type`, `missing`, `extra`, `value`, … */
  readonly kind: string;
  readonly expected: string;
  readonly actual: string;
  /** `masked`: known to vary and left out of the comparison. */
  readonly effect: 'fails' | 'warns' | 'masked';
  readonly note?: string;
}

export type CheckInput = Omit<CheckResult, 'evidence'> & { readonly evidence?: readonly string[] };

export function check(input: CheckInput): CheckResult {
  return { ...input, evidence: input.evidence ?? [] };
}
