import type { PipelineEvent, StageInfo } from '../model/event.ts';
import type { StageReport } from '../model/report.ts';
import { ofKind } from './select.ts';

/** Of the whole run, in milliseconds since the epoch. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** The planned stages in the plan's order, then those that nobody announced. */
export function foldStages(events: readonly PipelineEvent[], span: Span): StageReport[] {
  const started = new Map(ofKind(events, 'stage-started').map((event) => [event.stage, event]));
  const finished = new Map(ofKind(events, 'stage-finished').map((event) => [event.stage, event]));
  const planned = ofKind(events, 'run-started').flatMap((event) => event.stages);
  const known = new Set(planned.map((stage) => stage.id));
  const unplanned = [...new Set([...started.keys(), ...finished.keys()])]
    .filter((id) => !known.has(id))
    .map((id): StageInfo => ({ id, title: started.get(id)?.title ?? id, needs: [] }));
  return [...planned, ...unplanned].map((info) => {
    const end = finished.get(info.id);
    const begin = started.get(info.id)?.at ?? end?.at;
    const detail = end?.detail;
    return {
      ...info,
      outcome: end?.outcome ?? (begin === undefined ? 'skipped' : 'cancelled'),
      startMs: (begin ?? span.startMs) - span.startMs,
      durationMs: begin === undefined ? 0 : (end?.at ?? span.endMs) - begin,
      ...(detail === undefined ? {} : { detail }),
    };
  });
}
