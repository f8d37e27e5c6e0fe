import type { Pod, Workload } from './kube.ts';

interface Objects {
  readonly pods: readonly Pod[];
  readonly workloads: readonly Workload[];
}

/** Only the newest generation is judged: pods that are being replaced, deleted or done say nothing about what was deployed. */
export function currentPods({ pods, workloads }: Objects): readonly Pod[] {
  return pods.filter((pod) => {
    if (pod.metadata.deletionTimestamp || pod.status?.phase === 'Succeeded') return false;
    const owner = pod.metadata.ownerReferences?.[0];
    const parent = workloads.find((workload) => workload.kind === owner?.kind && workload.metadata.name === owner.name);
    return parent === undefined || isNewest(pod, parent, workloads);
  });
}

function isNewest(pod: Pod, parent: Workload, workloads: readonly Workload[]): boolean {
  if (parent.kind === 'ReplicaSet') return isNewestReplicaSet(parent, workloads);
  if (parent.kind === 'Job')
    return !parent.status?.conditions?.some((c) => c.type === 'Complete' && c.status === 'True');
  const hash = pod.metadata.labels?.['controller-revision-hash'];
  if (parent.kind === 'StatefulSet' && parent.status?.updateRevision) return hash === parent.status.updateRevision;
  return true;
}

export function isNewestReplicaSet(set: Workload, workloads: readonly Workload[]): boolean {
  const deployment = set.metadata.ownerReferences?.[0]?.name;
  if (deployment === undefined) return true;
  const siblings = workloads.filter(
    (other) => other.kind === 'ReplicaSet' && other.metadata.ownerReferences?.[0]?.name === deployment,
  );
  return siblings.every((other) => revision(other) <= revision(set));
}

function revision(workload: Workload): number {
  return Number(workload.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
}

const recentMs = 60_000;
/** A service that waited for its database has restarted once or twice and is well. */
const manyRestarts = 3;

/** Not ready, or looks ready for a moment between two crashes. */
export function isTroubled(pod: Pod, takenAt: string): boolean {
  if (pod.status?.phase === 'Failed' || pod.status?.phase === 'Pending') return true;
  const statuses = pod.status?.containerStatuses ?? [];
  return statuses.length === 0 || statuses.some((status) => !status.ready || isBetweenCrashes(status, takenAt));
}

function isBetweenCrashes(
  status: NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number],
  takenAt: string,
): boolean {
  const startedAt = Date.parse(status.state?.running?.startedAt ?? '');
  return (status.restartCount ?? 0) >= manyRestarts && Date.parse(takenAt) - startedAt < recentMs;
}
