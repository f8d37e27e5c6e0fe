import type { Json } from '../json/ast.ts';
import type { DifferenceKind, Where } from './difference.ts';

/** What was decided about one place. */
export type FindingState =
  /** Green: it varies by nature, by rule or by declaration. */
  | 'masked'
  | 'ruled'
  | 'ignored'
  | 'environment'
  /** Seen, but not held against the candidate. */
  | 'warning'
  /** Not green. */
  | 'fail'
  | 'flaky'
  | 'weak'
  | 'inconclusive'
  | 'reference';

export interface Finding {
  readonly where: Where;
  readonly state: FindingState;
  readonly kind?: DifferenceKind;
  readonly expected?: Json;
  readonly actual?: Json;
  readonly note?: string;
  /** Known from earlier runs: in this one the reference gave one value only. */
  readonly learned?: true;
}

/** What a step's comparison says; the runner turns it into a check. */
export interface Judgement {
  readonly verdict: 'passed' | 'failed' | 'flaky' | 'weak' | 'inconclusive' | 'reference-invalid';
  readonly findings: readonly Finding[];
  readonly counts: Counts;
  /** Differences that no rule and no noise explains: worth asking again. */
  readonly unexplained: boolean;
}

export interface Counts {
  readonly exact: number;
  readonly masked: number;
  readonly ruled: number;
  readonly ignored: number;
  readonly headers: number;
}

const order: readonly (readonly [FindingState, Judgement['verdict']])[] = [
  ['reference', 'reference-invalid'],
  ['fail', 'failed'],
  ['inconclusive', 'inconclusive'],
  ['flaky', 'flaky'],
  ['weak', 'weak'],
];

/** The worst finding decides. */
export function verdictOf(findings: readonly Finding[]): Judgement['verdict'] {
  return order.find(([state]) => findings.some((one) => one.state === state))?.[1] ?? 'passed';
}
