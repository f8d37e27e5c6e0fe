import { kubectl, lastLines, quoteEvent } from '../evidence.ts';
import type { Finding, Rule } from '../rule.ts';
import { eventTime, refOf, type World } from '../world.ts';

/** When no rule holds: what is there to see, and no invention. */
export const unknownRule: Rule = {
  id: 'unknown',
  layer: 9,
  behind: 'same',
  signal: 'something is not ready, and no rule holds',
  advice: 'The earliest warning, the last lines of what is not ready, and the newest change are quoted.',
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
  const release = world.snapshot.releases[0];
  const [before, now] = release?.history.slice(-2) ?? [];
  const change =
    before && now
      ? ` What changed: helm diff of revision ${before.revision} and ${now.revision} of ${release?.name}.`
      : '';
  const object = unready?.owner ?? refOf(short ?? { metadata: { name: 'unknown' } });
  return [
    {
      object,
      title: `${object.kind} ${object.name} does not get ready, for a reason that is not known`,
      confidence: 'low',
      evidence: [...(warning ? [quoteEvent(warning)] : []), ...(unready ? lastLines(world, unready, 20) : [])],
      remedy: `No rule fits. Read the earliest warning and the last lines that are quoted here, and describe the pod.${change}`,
      reproduce: kubectl(world, 'describe', object.kind.toLowerCase(), object.name),
    },
  ];
}
