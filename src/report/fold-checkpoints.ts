import type { CheckResult } from '../model/check.ts';
import type { PipelineEvent } from '../model/event.ts';
import type { CheckpointReport } from '../model/report.ts';
import type { CheckVerdict } from '../model/verdict.ts';
import type { Span } from './fold-stages.ts';
import { type EventOf, lastBy, ofKind } from './select.ts';

/** The planned checkpoints in order, reached or not, then those that nobody announced. */
export function foldCheckpoints(events: readonly PipelineEvent[], span: Span): CheckpointReport[] {
  const started = new Map(ofKind(events, 'checkpoint-started').map((event) => [event.checkpoint, event]));
  const finished = new Map(ofKind(events, 'checkpoint-finished').map((event) => [event.checkpoint, event]));
  const checks = Map.groupBy(ofKind(events, 'check'), (event) => event.checkpoint);
  const planned = ofKind(events, 'run-started').flatMap((event) => event.checkpoints ?? []);
  const titles = new Map(planned.map(({ id, title }) => [id, title]));
  const ids = new Set([...titles.keys(), ...started.keys(), ...checks.keys(), ...finished.keys()]);
  return [...ids].map((id) => {
    const begin = started.get(id)?.at ?? checks.get(id)?.[0]?.at;
    const end = finished.get(id);
    const results = lastBy(checks.get(id) ?? [], ({ check }) => check.id).map(({ check }) => check);
    return {
      id,
      title: started.get(id)?.title ?? titles.get(id) ?? id,
      verdict: verdictOf(end, results, begin !== undefined),
      startMs: (begin ?? span.startMs) - span.startMs,
      durationMs: begin === undefined ? 0 : Math.max(0, (end?.at ?? span.endMs) - begin),
      checks: results,
    };
  });
}

/** The checks name the verdict as long as they explain the outcome; a checkpoint that never ended proves nothing. */
function verdictOf(
  end: EventOf<'checkpoint-finished'> | undefined,
  checks: readonly CheckResult[],
  begun: boolean,
): CheckVerdict {
  const worst = (order: readonly CheckVerdict[]): CheckVerdict | undefined =>
    order.find((verdict) => checks.some((check) => check.verdict === verdict));
  if (end === undefined) return begun ? 'inconclusive' : 'skipped';
  if (end.outcome === 'failed') return worst(['failed', 'weak', 'flaky']) ?? 'failed';
  if (end.outcome === 'infrastructure') return worst(['reference-invalid']) ?? 'inconclusive';
  return checks.length > 0 && checks.every((check) => check.verdict === 'skipped') ? 'skipped' : 'passed';
}
