import type { KubeObject } from '../ports/kube.ts';

/** The parts of a pod's status that the watcher reads. */

export interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly image?: string;
  readonly imageID?: string;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

export interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly running?: { readonly startedAt?: string };
  readonly terminated?: Terminated;
}

export interface Terminated {
  readonly exitCode: number;
  readonly reason?: string;
  readonly message?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

export interface PodCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

interface PodStatus {
  readonly phase?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly conditions?: readonly PodCondition[];
  readonly initContainerStatuses?: readonly ContainerStatus[];
  readonly containerStatuses?: readonly ContainerStatus[];
}

export function statusOf(pod: KubeObject): PodStatus {
  return (pod.status ?? {}) as PodStatus;
}

export function containersOf(pod: KubeObject): readonly (ContainerStatus & { readonly init: boolean })[] {
  const status = statusOf(pod);
  return [
    ...(status.initContainerStatuses ?? []).map((container) => ({ ...container, init: true })),
    ...(status.containerStatuses ?? []).map((container) => ({ ...container, init: false })),
  ];
}

export function condition(object: KubeObject, type: string): PodCondition | undefined {
  const status = object.status as { conditions?: readonly PodCondition[] } | undefined;
  return status?.conditions?.find((candidate) => candidate.type === type);
}

export function isReady(pod: KubeObject): boolean {
  return condition(pod, 'Ready')?.status === 'True' && !pod.metadata.deletionTimestamp;
}

/** The pod's last line of life: what it is doing now, for a progress line. */
export function podState(pod: KubeObject): string {
  if (pod.metadata.deletionTimestamp) return 'terminating';
  for (const container of containersOf(pod)) {
    const { waiting, terminated, running } = container.state ?? {};
    const name = container.init ? `init ${container.name}` : container.name;
    if (waiting) return `${name}: ${waiting.reason ?? 'waiting'}`;
    if (terminated && terminated.exitCode !== 0) return `${name}: exit code ${terminated.exitCode}`;
    if (running && container.init) return `${name} running`;
    if (running && !container.ready) return `${name} not ready`;
  }
  return statusOf(pod).phase ?? 'unknown';
}
