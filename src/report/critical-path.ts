import type { StageReport } from '../model/report.ts';

export interface PathStep {
  readonly stage: StageReport;
  /** Idle time between the end of what it waited for and its own start. */
  readonly waitMs: number;
}

/** The chain of stages that made the run as long as it was: from the last to end, back over what each waited for. */
export function criticalPath(stages: readonly StageReport[]): readonly PathStep[] {
  const ran = stages.filter((stage) => stage.durationMs > 0 && counts(stage, stages));
  const path: PathStep[] = [];
  let current = latest(ran);
  while (current !== undefined) {
    const before: StageReport | undefined = predecessor(current, ran);
    path.unshift({ stage: current, waitMs: current.startMs - (before === undefined ? 0 : endOf(before)) });
    current = before;
  }
  return path;
}

/** A stage that was called off because another one failed did not make the run longer; in a cancelled run it did. */
function counts(stage: StageReport, stages: readonly StageReport[]): boolean {
  const broken = stages.some(({ outcome }) => outcome === 'failed' || outcome === 'infrastructure');
  return stage.outcome !== 'skipped' && !(broken && stage.outcome === 'cancelled');
}

/** What it needs, or, for a stage without needs such as cleanup, whatever ended last before it began. */
function predecessor(stage: StageReport, ran: readonly StageReport[]): StageReport | undefined {
  const earlier = ran.filter((other) => other !== stage && endOf(other) <= stage.startMs);
  return latest(earlier.filter((other) => stage.needs.includes(other.id))) ?? latest(earlier);
}

function latest(stages: readonly StageReport[]): StageReport | undefined {
  return stages.reduce<StageReport | undefined>(
    (best, stage) => (best === undefined || endOf(stage) > endOf(best) ? stage : best),
    undefined,
  );
}

function endOf(stage: StageReport): number {
  return stage.startMs + stage.durationMs;
}
