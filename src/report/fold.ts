import type { EventBody, PipelineEvent } from '../model/event.ts';
import type { Report } from '../model/report.ts';
import { strictRules } from '../model/verdict.ts';
import { foldCheckpoints } from './fold-checkpoints.ts';
import { foldStages } from './fold-stages.ts';
import { lastBy, ofKind } from './select.ts';

/** Everything that happened → what a reader wants to know. Also for a run that was killed half way. */
export function foldReport(events: readonly PipelineEvent[]): Report {
  const started = ofKind(events, 'run-started')[0];
  const startMs = started?.at ?? events[0]?.at ?? 0;
  const durationMs = Math.max(0, (events.at(-1)?.at ?? startMs) - startMs);
  const span = { startMs, endMs: startMs + durationMs };
  const stages = foldStages(events, span);
  const checkpoints = foldCheckpoints(events, span);
  const contract = ofKind(events, 'contract').at(-1)?.contract;
  return {
    version: 1,
    name: started?.name ?? 'pipeline',
    ...verdictOf(events),
    rules: started?.rules ?? strictRules,
    startedAt: new Date(startMs).toISOString(),
    durationMs,
    timings: timingsOf([...stages, ...checkpoints], durationMs),
    stages,
    checkpoints,
    faults: lastBy(ofKind(events, 'fault'), ({ fault }) => `${fault.id} ${fault.object} ${fault.after}`).map(
      ({ fault }) => fault,
    ),
    releases: lastBy(ofKind(events, 'release'), ({ release }) => `${release.namespace}/${release.name}`).map(
      ({ release }) => release,
    ),
    ...(contract === undefined ? {} : { contract }),
    environment: Object.assign({}, ...ofKind(events, 'environment').map((event) => event.values)),
    evidence: lastBy(ofKind(events, 'evidence'), ({ item }) => item.file).map(({ item }) => item),
    notes: ofKind(events, 'note').flatMap(loudNote),
  };
}

function verdictOf(events: readonly PipelineEvent[]): Pick<Report, 'verdict' | 'reason' | 'place'> {
  const finished = ofKind(events, 'run-finished').at(-1);
  if (finished === undefined)
    return { verdict: 'cancelled', reason: 'The run ended without a verdict: it was cancelled or killed.' };
  const { verdict, reason, place } = finished;
  return { verdict, ...(reason === undefined ? {} : { reason }), ...(place === undefined ? {} : { place }) };
}

function timingsOf(
  parts: readonly { readonly id: string; readonly durationMs: number }[],
  total: number,
): Readonly<Record<string, number>> {
  return { ...Object.fromEntries(parts.map((part) => [part.id, part.durationMs])), total };
}

function loudNote(note: Extract<EventBody, { kind: 'note' }>): Report['notes'] {
  return note.level === 'warning' || note.level === 'error' ? [{ level: note.level, text: note.text }] : [];
}
