import type { CheckResult } from '../model/check.ts';
import type { PipelineEvent } from '../model/event.ts';
import type { Fault } from '../model/fault.ts';
import type { ReleaseRecord } from '../model/release.ts';
import type { CheckpointReport, Report } from '../model/report.ts';
import { effectOf } from '../model/verdict.ts';

export type EventOf<K extends PipelineEvent['kind']> = Extract<PipelineEvent, { kind: K }>;

export function ofKind<K extends PipelineEvent['kind']>(events: readonly PipelineEvent[], kind: K): EventOf<K>[] {
  return events.filter((event): event is EventOf<K> => event.kind === kind);
}

/** One item per key: the last one, at the place of the first. */
export function lastBy<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}

/** The causes; the first one is the most likely. */
export function rootCauses(report: Report): readonly Fault[] {
  return report.faults.filter((fault) => fault.root);
}

/** Releases that were taken back, or should have been. */
export function takenBack(report: Report): readonly ReleaseRecord[] {
  return report.releases.filter((release) => release.rolledBackTo !== undefined);
}

/** Whether what this run had deployed was taken back, and proved. */
export function rollbackOf(report: Report): 'none' | 'verified' | 'failed' {
  const back = takenBack(report);
  if (back.length === 0) return 'none';
  return back.every(({ verified }) => verified) ? 'verified' : 'failed';
}

/** Commands that are offered would ask a cluster that this run has deleted. */
export function asksTheGone(report: Report): boolean {
  const gone = report.stages.some(({ id, outcome }) => id === 'clean-up' && outcome === 'passed');
  return gone && rootCauses(report).some(({ reproduce }) => /^(kubectl|helm) /.test(reproduce));
}

/** The checkpoint that a stage carries out, when that is its work. */
export function checkpointOfStage(stage: string): string | undefined {
  return stage.startsWith('checkpoint:') ? stage.slice('checkpoint:'.length) : undefined;
}

export function failedCheckpoint(report: Report): CheckpointReport | undefined {
  return report.checkpoints.find((checkpoint) => effectOf(checkpoint.verdict, report.rules) !== 'green');
}

export interface PlacedCheck {
  readonly checkpoint: CheckpointReport;
  readonly check: CheckResult;
}

/** The checks that are not green under the rules of this run. */
export function redChecks(report: Report): readonly PlacedCheck[] {
  return report.checkpoints.flatMap((checkpoint) =>
    checkpoint.checks
      .filter((check) => effectOf(check.verdict, report.rules) !== 'green')
      .map((check) => ({ checkpoint, check })),
  );
}
