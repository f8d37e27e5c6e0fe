import { formatDuration } from '../lib/duration.ts';
import { messageOf } from '../lib/error.ts';
import type { StageOutcome } from '../model/event.ts';
import { explainStageError } from '../model/stage-error.ts';
import { type GraphOptions, type Stage, StageError, type StageFailure } from './stage.ts';

/**
 * Runs stages as soon as what they need has passed, side by side up to `width`. The first failure ends what still runs
 * and skips what has not begun; nothing is thrown, the failures come back.
 */
export async function runGraph(stages: readonly Stage[], options: GraphOptions): Promise<readonly StageFailure[]> {
  const outcomes = new Map<string, StageOutcome>();
  const failures: StageFailure[] = [];
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const running = new Map<string, Promise<void>>();

  const start = (stage: Stage): void => {
    const work = runStage(stage, signal, options).then(({ outcome, failure }) => {
      outcomes.set(stage.id, outcome);
      running.delete(stage.id);
      if (!failure) return;
      failures.push(failure);
      stop.abort(new Error(`stopped, because ${stage.id} failed`));
    });
    running.set(stage.id, work);
  };

  for (;;) {
    const open = stages.filter((stage) => !outcomes.has(stage.id) && !running.has(stage.id));
    const ready = signal.aborted
      ? []
      : open.filter((stage) => stage.needs.every((need) => outcomes.get(need) === 'passed'));
    for (const stage of ready.slice(0, options.width - running.size)) start(stage);
    if (running.size === 0) {
      for (const stage of open)
        options.emit({
          kind: 'stage-finished',
          stage: stage.id,
          outcome: 'skipped',
          detail: whySkipped(stage, outcomes, options),
        });
      return failures;
    }
    await Promise.race(running.values());
  }
}

interface StageResult {
  readonly outcome: StageOutcome;
  readonly failure?: StageFailure;
}

async function runStage(
  stage: Stage,
  parent: AbortSignal,
  { emit, signal: outer }: GraphOptions,
): Promise<StageResult> {
  emit({ kind: 'stage-started', stage: stage.id, title: stage.title });
  const limit = AbortSignal.timeout(stage.limitMs);
  const finish = (outcome: StageOutcome, detail?: string, error?: unknown): StageResult => {
    emit({ kind: 'stage-finished', stage: stage.id, outcome, ...(detail === undefined ? {} : { detail }) });
    return outcome === 'failed' || outcome === 'infrastructure'
      ? { outcome, failure: { stage: stage.id, outcome, message: detail ?? '', ...placeOf(error) } }
      : { outcome };
  };
  // What breaks once all is being ended broke because of that; only a fault of the application counts beside the first.
  try {
    await stage.run(AbortSignal.any([parent, limit]));
    return finish('passed');
  } catch (error) {
    if (outer.aborted || (parent.aborted && !(error instanceof StageError && error.outcome === 'failed')))
      return finish('cancelled', messageOf(parent.reason));
    if (limit.aborted)
      return finish(outcomeOf(error), `not finished within ${formatDuration(stage.limitMs)}: ${messageOf(error)}`);
    return finish(outcomeOf(error), explain(error), error);
  }
}

function placeOf(error: unknown): Pick<StageFailure, 'place'> {
  return error instanceof StageError && error.help.place ? { place: error.help.place } : {};
}

function explain(error: unknown): string {
  return error instanceof StageError ? explainStageError(error) : messageOf(error);
}

/** An error that nobody classified is a fault of this program or its machine, never quietly the application's. */
function outcomeOf(error: unknown): 'failed' | 'infrastructure' {
  return error instanceof StageError ? error.outcome : 'infrastructure';
}

function whySkipped(stage: Stage, outcomes: ReadonlyMap<string, StageOutcome>, options: GraphOptions): string {
  if (options.signal.aborted) return 'cancelled before it began';
  const missing = stage.needs.filter((need) => outcomes.get(need) !== 'passed');
  return missing.length > 0 ? `needs ${missing.join(', ')}` : 'stopped after a failure';
}
