import { currentPods, isTroubled } from './generation.ts';
import type { ContainerSpec, ContainerStatus, KubeEvent, Labels, Pod, Service, Terminated, Workload } from './kube.ts';
import type { Ref } from './rule.ts';
import type { ContainerLog, Snapshot } from './snapshot.ts';

/** One container of a pod that is in trouble, with all that is known of it. */
export interface Container {
  readonly name: string;
  readonly init: boolean;
  readonly spec: ContainerSpec;
  readonly status: ContainerStatus | undefined;
  readonly pod: Pod;
  /** The workload that the user knows, such as a Deployment. */
  readonly owner: Ref;
  readonly waiting: { readonly reason: string; readonly message: string };
  /** How it ended last, when it has ended. */
  readonly ended: Terminated | undefined;
  readonly restarts: number;
}

/** The snapshot with the questions that the rules ask of it. */
export interface World {
  readonly snapshot: Snapshot;
  /** Pods of the newest generation that are not on their way out. */
  readonly pods: readonly Pod[];
  /** Containers of those pods that are not well. */
  readonly troubled: readonly Container[];
  readonly containers: readonly Container[];
  readonly owner: (pod: Pod) => Ref;
  readonly eventsOf: (ref: Ref) => readonly KubeEvent[];
  readonly podsOf: (selector: Labels | undefined) => readonly Pod[];
  readonly logs: (container: Container) => readonly ContainerLog[];
  readonly serviceOf: (host: string) => Service | undefined;
  readonly workloadsBehind: (service: Service) => readonly Ref[];
}

export function worldOf(snapshot: Snapshot): World {
  const { workloads, events, services } = snapshot.objects;
  const pods = currentPods(snapshot.objects);
  const owner = (pod: Pod) => ownerOf(pod, workloads);
  const containers = pods.flatMap((pod) => containersOf(pod, owner(pod)));
  const podsOf = (selector: Labels | undefined) => pods.filter((pod) => selects(selector, pod.metadata.labels));
  return {
    snapshot,
    pods,
    containers,
    troubled: containers.filter((container) => isTroubled(container.pod, snapshot.takenAt)),
    owner,
    podsOf,
    eventsOf: (ref) => events.filter((event) => concerns(event, ref)).sort((a, b) => eventTime(a) - eventTime(b)),
    logs: (container) => logsOf(container, snapshot.logs),
    serviceOf: (host) => services.find((service) => isHostOf(host, service, snapshot.namespace)),
    workloadsBehind: (service) => workloadsBehind(service, { workloads, pods, owner }),
  };
}

export function refOf(
  object: { readonly kind?: string; readonly metadata: { readonly name: string; readonly namespace?: string } },
  kind?: string,
): Ref {
  const { name, namespace } = object.metadata;
  return { kind: kind ?? object.kind ?? 'Object', name, ...(namespace === undefined ? {} : { namespace }) };
}

export function keyOf(ref: Ref): string {
  return ref.namespace === undefined ? `${ref.kind} ${ref.name}` : `${ref.kind} ${ref.namespace}/${ref.name}`;
}

export function eventTime(event: KubeEvent): number {
  return Date.parse(
    event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? '',
  );
}

export function selects(selector: Labels | undefined, labels: Labels | undefined): boolean {
  const wanted = Object.entries(selector ?? {});
  return wanted.length > 0 && wanted.every(([key, value]) => labels?.[key] === value);
}

function ownerOf(pod: Pod, workloads: readonly Workload[]): Ref {
  const climb = (object: { readonly metadata: Pod['metadata'] }, ref: Ref): Ref => {
    const parent = object.metadata.ownerReferences?.[0];
    if (!parent) return ref;
    const found = workloads.find((workload) => workload.kind === parent.kind && workload.metadata.name === parent.name);
    const parentRef = { kind: parent.kind, name: parent.name, namespace: pod.metadata.namespace ?? '' };
    return found ? climb(found, parentRef) : deploymentOf(parentRef, pod);
  };
  return climb(pod, refOf(pod, 'Pod'));
}

/** A ReplicaSet that is gone from the snapshot still carries its Deployment's name. */
function deploymentOf(ref: Ref, pod: Pod): Ref {
  const hash = pod.metadata.labels?.['pod-template-hash'];
  if (ref.kind !== 'ReplicaSet' || !hash || !ref.name.endsWith(`-${hash}`)) return ref;
  return { ...ref, kind: 'Deployment', name: ref.name.slice(0, -hash.length - 1) };
}

function containersOf(pod: Pod, owner: Ref): Container[] {
  const { containers, initContainers = [] } = pod.spec;
  const { containerStatuses = [], initContainerStatuses = [] } = pod.status ?? {};
  return [
    ...initContainers.map((spec) => containerOf({ pod, owner, spec, init: true }, initContainerStatuses)),
    ...containers.map((spec) => containerOf({ pod, owner, spec, init: false }, containerStatuses)),
  ];
}

function containerOf(
  base: { readonly pod: Pod; readonly owner: Ref; readonly spec: ContainerSpec; readonly init: boolean },
  statuses: readonly ContainerStatus[],
): Container {
  const status = statuses.find((candidate) => candidate.name === base.spec.name);
  const waiting = status?.state?.waiting;
  return {
    ...base,
    name: base.spec.name,
    status,
    waiting: { reason: waiting?.reason ?? '', message: waiting?.message ?? '' },
    ended: status?.state?.terminated ?? status?.lastState?.terminated,
    restarts: status?.restartCount ?? 0,
  };
}

function concerns(event: KubeEvent, ref: Ref): boolean {
  const object = event.involvedObject;
  return (
    object?.kind === ref.kind &&
    object.name === ref.name &&
    (ref.namespace === undefined || object.namespace === ref.namespace)
  );
}

/** The log of the run that ended comes first: it holds the reason. */
function logsOf(container: Container, logs: readonly ContainerLog[]): readonly ContainerLog[] {
  return logs
    .filter((log) => log.pod === container.pod.metadata.name && log.container === container.name)
    .sort((a, b) => Number(b.previous) - Number(a.previous));
}

function isHostOf(host: string, service: Service, namespace: string): boolean {
  const { name } = service.metadata;
  const full = `${name}.${service.metadata.namespace ?? namespace}`;
  return (
    host === name ||
    host === full ||
    host.startsWith(`${full}.svc`) ||
    (host !== '' && host === service.spec?.clusterIP)
  );
}

function workloadsBehind(
  service: Service,
  world: { readonly workloads: readonly Workload[]; readonly pods: readonly Pod[]; readonly owner: (pod: Pod) => Ref },
): readonly Ref[] {
  const selector = service.spec?.selector;
  const byTemplate = world.workloads
    .filter(
      (workload) => workload.kind !== 'ReplicaSet' && selects(selector, workload.spec?.template?.metadata?.labels),
    )
    .map((workload) => refOf(workload));
  const byPod = world.pods.filter((pod) => selects(selector, pod.metadata.labels)).map(world.owner);
  return [...new Map([...byTemplate, ...byPod].map((ref) => [keyOf(ref), ref])).values()];
}
