import type { CheckResult, Place } from './check.ts';
import type { ContractSummary, StageOutcome } from './event.ts';
import type { EvidenceItem } from './evidence.ts';
import type { Fault } from './fault.ts';
import type { ReleaseRecord } from './release.ts';
import type { CheckVerdict, GreenRules, PipelineVerdict } from './verdict.ts';

/** `report.json`: everything a reader or a program wants to know about one run. */
export interface Report {
  readonly version: 1;
  readonly name: string;
  readonly verdict: PipelineVerdict;
  /** One sentence that names the cause when the verdict is not `passed`. */
  readonly reason?: string;
  /** Where the reason is to be mended, when it is a line of the checkout. */
  readonly place?: Place;
  /** What counts as green in this run. */
  readonly rules: GreenRules;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly timings: Readonly<Record<string, number>>;
  readonly stages: readonly StageReport[];
  readonly checkpoints: readonly CheckpointReport[];
  readonly faults: readonly Fault[];
  readonly releases: readonly ReleaseRecord[];
  readonly contract?: ContractSummary;
  readonly environment: Readonly<Record<string, string>>;
  readonly evidence: readonly EvidenceItem[];
  readonly notes: readonly { readonly level: 'warning' | 'error'; readonly text: string }[];
}

export interface StageReport {
  readonly id: string;
  readonly title: string;
  readonly needs: readonly string[];
  readonly outcome: StageOutcome;
  /** Milliseconds after the start of the run. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly detail?: string;
}

export interface CheckpointReport {
  readonly id: string;
  readonly title: string;
  readonly verdict: CheckVerdict;
  readonly startMs: number;
  readonly durationMs: number;
  readonly checks: readonly CheckResult[];
}
