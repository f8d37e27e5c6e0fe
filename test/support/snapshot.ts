import type {
  ContainerSpec,
  ContainerStatus,
  KubeEvent,
  Pod,
  PodSpec,
  Service,
  Workload,
} from '../../src/diagnosis/kube.ts';
import {
  type ContainerLog,
  emptySnapshot,
  evidenceFiles,
  type Objects,
  type Snapshot,
} from '../../src/diagnosis/snapshot.ts';

export const namespace = 'taskflow';
export const now = '2026-11-21T10:10:00Z';
const started = '2026-11-21T10:00:00Z';

interface PodInput {
  readonly app: string;
  readonly spec?: Partial<ContainerSpec>;
  readonly status?: Partial<ContainerStatus>;
  readonly init?: { readonly spec?: Partial<ContainerSpec>; readonly status?: Partial<ContainerStatus> };
  readonly phase?: string;
  readonly pod?: Partial<PodSpec>;
  readonly conditions?: NonNullable<Pod['status']>['conditions'];
  readonly owner?: { readonly kind: string; readonly name: string };
}

/** A Deployment's pod; healthy unless the status says otherwise. */
export function pod(input: PodInput): Pod {
  const { app, owner = { kind: 'Deployment', name: app } } = input;
  const container: ContainerSpec = { name: app, image: `${app}:1.0.0`, ...input.spec };
  const parent = owner.kind === 'Deployment' ? { kind: 'ReplicaSet', name: `${owner.name}-abc` } : owner;
  return {
    kind: 'Pod',
    metadata: {
      name: `${app}-abc-1`,
      namespace,
      labels: { app, 'pod-template-hash': 'abc' },
      creationTimestamp: started,
      ownerReferences: [parent],
    },
    spec: {
      containers: [container],
      ...(input.init ? { initContainers: [{ name: 'init', image: 'busybox', ...input.init.spec }] } : {}),
      ...input.pod,
    },
    status: {
      phase: input.phase ?? 'Running',
      startTime: started,
      conditions: input.conditions ?? [],
      containerStatuses: [
        {
          name: container.name,
          ready: input.status === undefined,
          restartCount: 0,
          state: { running: { startedAt: started } },
          ...input.status,
        },
      ],
      ...(input.init
        ? { initContainerStatuses: [{ name: input.init.spec?.name ?? 'init', restartCount: 0, ...input.init.status }] }
        : {}),
    },
  };
}

export function deployment(app: string, template: Partial<PodSpec> = {}, replicas = 1): Workload {
  const spec = { containers: [{ name: app }], ...template };
  return {
    kind: 'Deployment',
    metadata: { name: app, namespace },
    spec: { replicas, template: { metadata: { labels: { app } }, spec } },
    status: { replicas, readyReplicas: replicas },
  };
}

export function replicaSet(app: string, message?: string): Workload {
  const conditions = message ? [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }] : [];
  return {
    kind: 'ReplicaSet',
    metadata: { name: `${app}-abc`, namespace, ownerReferences: [{ kind: 'Deployment', name: app }] },
    spec: { replicas: 1 },
    status: { replicas: message ? 0 : 1, conditions },
  };
}

export function service(name: string, app: string, port: number, targetPort: number | string = port): Service {
  return { kind: 'Service', metadata: { name, namespace }, spec: { selector: { app }, ports: [{ port, targetPort }] } };
}

export function event(
  kind: string,
  name: string,
  reason: string,
  message: string,
  more: Partial<KubeEvent> = {},
): KubeEvent {
  return {
    metadata: { name: `${name}.${reason}`, namespace },
    type: 'Warning',
    reason,
    message,
    involvedObject: { kind, name, namespace },
    lastTimestamp: now,
    ...more,
  };
}

export function log(app: string, text: string, previous = false, container = app): ContainerLog {
  const id = { pod: `${app}-abc-1`, container, previous };
  return { ...id, namespace, text, file: evidenceFiles.log(id) };
}

/** A container that has ended with an error and is being started again. */
export function crashed(exitCode = 1, more: Partial<ContainerStatus> = {}): Partial<ContainerStatus> {
  return {
    restartCount: 4,
    state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s restarting failed container' } },
    lastState: {
      terminated: { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', finishedAt: '2026-11-21T10:09:00Z' },
    },
    ...more,
  };
}

export function waiting(reason: string, message = ''): Partial<ContainerStatus> {
  return { state: { waiting: { reason, message } } };
}

export function snapshot(objects: Partial<Objects>, more: Partial<Snapshot> = {}): Snapshot {
  const empty = emptySnapshot(namespace, now);
  return { ...empty, ...more, objects: { ...empty.objects, ...objects } };
}
