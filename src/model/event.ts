import type { CheckResult, Place } from './check.ts';
import type { EvidenceItem } from './evidence.ts';
import type { Fault } from './fault.ts';
import type { ReleaseRecord } from './release.ts';
import type { GreenRules, PipelineVerdict } from './verdict.ts';

/** The one stream from which log, report, summary, annotations, JUnit and the page are folded, so they cannot disagree. */
export type PipelineEvent = { readonly at: number } & EventBody;

export type EventBody =
  | {
      readonly kind: 'run-started';
      readonly version: string;
      readonly name: string;
      readonly stages: readonly StageInfo[];
      /** In the plan's order, so that a checkpoint which is never reached is still shown. */
      readonly checkpoints?: readonly { readonly id: string; readonly title: string }[];
      /** What counts as green in this run; strict when absent. */
      readonly rules?: GreenRules;
    }
  | { readonly kind: 'stage-started'; readonly stage: string; readonly title: string }
  | {
      readonly kind: 'stage-finished';
      readonly stage: string;
      readonly outcome: StageOutcome;
      readonly detail?: string;
    }
  | { readonly kind: 'progress'; readonly stage: string; readonly text: string }
  | { readonly kind: 'note'; readonly level: NoteLevel; readonly text: string; readonly stage?: string }
  | {
      readonly kind: 'command';
      readonly stage?: string;
      readonly command: string;
      readonly durationMs: number;
      readonly failed: boolean;
      readonly reason?: string;
    }
  | { readonly kind: 'checkpoint-started'; readonly checkpoint: string; readonly title: string }
  | { readonly kind: 'check'; readonly checkpoint: string; readonly check: CheckResult }
  | {
      readonly kind: 'checkpoint-finished';
      readonly checkpoint: string;
      readonly outcome: 'passed' | 'failed' | 'infrastructure';
    }
  | { readonly kind: 'evidence'; readonly item: EvidenceItem }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'release'; readonly release: ReleaseRecord }
  | { readonly kind: 'contract'; readonly contract: ContractSummary }
  | { readonly kind: 'environment'; readonly values: Readonly<Record<string, string>> }
  | {
      readonly kind: 'run-finished';
      readonly verdict: PipelineVerdict;
      readonly reason?: string;
      readonly place?: Place;
    };

/** `undone`: it succeeded and was taken back later, because something after it failed. */
export type StageOutcome = 'passed' | 'failed' | 'infrastructure' | 'skipped' | 'cancelled';
export type NoteLevel = 'debug' | 'info' | 'warning' | 'error';

export interface StageInfo {
  readonly id: string;
  readonly title: string;
  readonly needs: readonly string[];
}

/** The contract's result in numbers; the differences themselves are in the checks and in the evidence. */
export interface ContractSummary {
  readonly file?: string;
  readonly reference: { readonly mode: string; readonly api?: string; readonly recordedAt?: string };
  readonly steps: number;
  readonly passed: number;
  readonly failed: number;
  readonly other: number;
  readonly cleaned?: { readonly done: number; readonly of: number };
}

export type Emit = (event: EventBody) => void;
