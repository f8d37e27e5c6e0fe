import { changesOf } from '../changes.ts';
import { kubectl, lastLines, quote, quoteEvent } from '../evidence.ts';
import type { Finding, Ref, Rule } from '../rule.ts';
import { evidenceFiles } from '../snapshot.ts';
import { eventTime, refOf, type World } from '../world.ts';

/** When no rule holds: what is there to see, and no invention. */
export const unknownRule: Rule = {
  id: 'unknown',
  layer: 9,
  behind: 'same',
  signal: 'something is not ready, and no rule holds',
  advice:
    'The earliest warning, the last lines of what is not ready, and what changed in its newest revision are quoted.',
  find: () => [],
};

export function findUnknown(world: World): readonly Finding[] {
  const unready = world.troubled[0];
  const short = world.snapshot.objects.workloads.find(
    (item) =>
      (item.kind === 'Deployment' || item.kind === 'StatefulSet') &&
      (item.status?.readyReplicas ?? 0) < (item.spec?.replicas ?? 1),
  );
  if (!unready && !short) return [];
  const warning = [...world.snapshot.objects.events]
    .sort((a, b) => eventTime(a) - eventTime(b))
    .find((event) => event.type === 'Warning');
  const object = unready?.owner ?? refOf(short ?? { metadata: { name: 'unknown' } });
  const change = whatChanged(object, world);
  return [
    {
      object,
      title: `${object.kind} ${object.name} does not get ready, for a reason that is not known`,
      confidence: 'low',
      evidence: [
        ...(warning ? [quoteEvent(warning)] : []),
        ...change.evidence,
        ...(unready ? lastLines(world, unready, 20) : []),
      ],
      remedy: `No rule fits. Read the earliest warning and the last lines that are quoted here, and describe the pod.${change.words}`,
      reproduce: kubectl(world, 'describe', object.kind.toLowerCase(), object.name),
    },
  ];
}

const mostChanges = 8;

function whatChanged(object: Ref, world: World) {
  const changes = changesOf(object, world);
  if (!changes) return { evidence: [], words: '' };
  const { from, to, lines } = changes;
  const more = lines.length > mostChanges ? [`and ${lines.length - mostChanges} more changes`] : [];
  return {
    evidence: [...lines.slice(0, mostChanges), ...more].map((line) =>
      quote(`changed from revision ${from} to ${to}: ${line}`, evidenceFiles.objects('workloads')),
    ),
    words: ` What changed from revision ${from} to ${to}: ${lines
      .slice(0, 3)
      .map((line) => line.split(': ')[0])
      .join(', ')}${lines.length > 3 ? ` and ${lines.length - 3} more` : ''}.`,
  };
}
