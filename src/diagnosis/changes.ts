import type { Workload } from './kube.ts';
import type { Ref } from './rule.ts';
import type { World } from './world.ts';

/** What the newest pod template of a Deployment has that the one before it had not: `containers.api.image: a → b`. */
export interface Changes {
  readonly from: string;
  readonly to: string;
  readonly lines: readonly string[];
}

/** Kubernetes keeps the template of each revision in its ReplicaSet, whoever changed it: Helm, a pipeline, or a hand. */
export function changesOf(ref: Ref, world: World): Changes | undefined {
  if (ref.kind !== 'Deployment') return undefined;
  const sets = world.snapshot.objects.workloads
    .filter(({ kind, metadata }) => kind === 'ReplicaSet' && metadata.ownerReferences?.[0]?.name === ref.name)
    .sort((a, b) => Number(revisionOf(a)) - Number(revisionOf(b)));
  const [before, now] = sets.slice(-2);
  if (!before || !now) return undefined;
  const lines = differences('', before.spec?.template, now.spec?.template);
  return lines.length > 0 ? { from: revisionOf(before), to: revisionOf(now), lines } : undefined;
}

function revisionOf({ metadata }: Workload): string {
  return metadata.annotations?.['deployment.kubernetes.io/revision'] ?? '0';
}

/** Says nothing of itself: it follows from the rest. */
const derived = /(?:^|\.)labels\.pod-template-hash$/;

function differences(path: string, before: unknown, now: unknown): readonly string[] {
  if (derived.test(path) || JSON.stringify(before) === JSON.stringify(now)) return [];
  const [old, young] = [fieldsOf(before), fieldsOf(now)];
  if (!old || !young) return [`${path}: ${shown(before)} → ${shown(now)}`];
  const keys = [...new Set([...Object.keys(old), ...Object.keys(young)])];
  return keys.flatMap((key) => differences(path === '' ? key : `${path}.${key}`, old[key], young[key]));
}

/** Containers, variables and volumes go by their names: their order says nothing. */
function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return value as Readonly<Record<string, unknown>>;
  const named = value.every((item) => typeof (item as { name?: unknown } | null)?.name === 'string');
  return named ? Object.fromEntries(value.map((item: { readonly name: string }) => [item.name, item])) : undefined;
}

function shown(value: unknown): string {
  if (value === undefined) return '(nothing)';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
