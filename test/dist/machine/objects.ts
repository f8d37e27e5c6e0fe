import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import type { KubeObject } from '../../../src/ports/kube.ts';

/** What the stand-in cluster holds: what its releases say, plus pods in the state that the test wants. */

export type PodFate = 'ready' | 'crash' | 'pull';

/** Everything of one namespace or of the cluster, each with its kind. */
export function objectsOf(world: string): readonly KubeObject[] {
  const applied = manifests(world);
  return [...infrastructure, ...secrets(world), ...applied, ...applied.flatMap((object) => made(object, world))];
}

/** `pods` → `Pod`, as far as anybody asks. */
export function ofPlural(objects: readonly KubeObject[], plural: string, namespace?: string): readonly KubeObject[] {
  const kind = kinds[plural.split('.')[0] as string];
  return objects.filter(
    (object) => object.kind === kind && (namespace === undefined || object.metadata.namespace === namespace),
  );
}

const kinds: Readonly<Record<string, string>> = {
  nodes: 'Node',
  storageclasses: 'StorageClass',
  serviceaccounts: 'ServiceAccount',
  services: 'Service',
  deployments: 'Deployment',
  replicasets: 'ReplicaSet',
  pods: 'Pod',
  endpointslices: 'EndpointSlice',
  secrets: 'Secret',
};

const infrastructure: readonly KubeObject[] = [
  {
    kind: 'Node',
    metadata: { name: 'node' },
    status: {
      conditions: [{ type: 'Ready', status: 'True' }],
      addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
      nodeInfo: {
        kubeletVersion: 'v1.34.4',
        architecture: 'amd64',
        containerRuntimeVersion: 'containerd://1.7.27',
      },
    },
  },
  { kind: 'StorageClass', metadata: { name: 'standard' } },
  { kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'default' } },
  { kind: 'Service', metadata: { name: 'kube-dns', namespace: 'kube-system' }, spec: { clusterIP: '10.96.0.10' } },
];

function manifests(world: string): readonly KubeObject[] {
  const folder = join(world, 'cluster/releases');
  if (!existsSync(folder)) return [];
  const port = Number(readFileSync(join(world, 'app-port'), 'utf8'));
  return readdirSync(folder).flatMap((release) => {
    const last = Math.max(...readdirSync(join(folder, release)).map(Number));
    const file = join(folder, release, String(last), 'manifest');
    const documents = existsSync(file) ? (loadAll(readFileSync(file, 'utf8')) as (KubeObject | null)[]) : [];
    const objects = documents.filter((document): document is KubeObject => document !== null);
    return objects.map((object) => live(object, port));
  });
}

/** As the API server gives an object back. The node is this machine, so the NodePort is the application's own. */
function live(object: KubeObject, port: number): KubeObject {
  const { name } = object.metadata;
  const metadata = { ...object.metadata, namespace: 'shop', uid: `${object.kind}-${name}`, generation: 1 };
  if (object.kind !== 'Service')
    return {
      ...object,
      metadata: { ...metadata, annotations: { 'deployment.kubernetes.io/revision': '1' } },
      status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1 },
    };
  const spec = object.spec as { ports: readonly { port: number }[] };
  const ports = spec.ports.map((entry) => (name === 'frontend' ? { ...entry, nodePort: port } : entry));
  return { ...object, metadata, spec: { ...spec, clusterIP: '10.96.7.7', ports } };
}

/** What controllers make of a Deployment or a Service. */
function made(object: KubeObject, world: string): readonly KubeObject[] {
  const { name } = object.metadata;
  const owned = (kind: string, suffix: string, by: string): KubeObject['metadata'] => ({
    name: `${name}-${suffix}`,
    namespace: 'shop',
    uid: `${kind}-${name}`,
    annotations: { 'deployment.kubernetes.io/revision': '1' },
    labels: { app: name, 'kubernetes.io/service-name': name },
    ownerReferences: [{ kind: by, name, uid: `${by}-${name}`, controller: true }],
  });
  if (object.kind === 'Service') {
    const endpoint = { conditions: { ready: true }, targetRef: { name: `${name}-abc-1` } };
    return [{ kind: 'EndpointSlice', metadata: owned('EndpointSlice', 'e', 'Service'), endpoints: [endpoint] }];
  }
  const file = join(world, `pods-${name}`);
  const fate = (existsSync(file) ? readFileSync(file, 'utf8') : 'ready') as PodFate;
  return [
    { kind: 'ReplicaSet', metadata: owned('ReplicaSet', 'abc', 'Deployment'), spec: { replicas: 1 }, status: {} },
    { kind: 'Pod', metadata: owned('Pod', 'abc-1', 'ReplicaSet'), spec: podSpec(object), status: statuses[fate](name) },
  ];
}

function podSpec(deployment: KubeObject): unknown {
  return (deployment.spec as { template: { spec: unknown } }).template.spec;
}

const statuses: Readonly<Record<PodFate, (name: string) => unknown>> = {
  ready: (name) => ({
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [{ name, ready: true, restartCount: 0, state: { running: {} } }],
  }),
  crash: (name) => ({
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'False' }],
    containerStatuses: [
      {
        name,
        ready: false,
        restartCount: 4,
        state: { waiting: { reason: 'CrashLoopBackOff', message: `back-off 40s restarting failed container=${name}` } },
        lastState: { terminated: { exitCode: 1, reason: 'Error' } },
      },
    ],
  }),
  pull: (name) => ({
    phase: 'Pending',
    conditions: [{ type: 'Ready', status: 'False' }],
    containerStatuses: [
      {
        name,
        ready: false,
        restartCount: 0,
        image: `${name}:nope`,
        state: {
          waiting: {
            reason: 'ErrImageNeverPull',
            message: `Container image "${name}:nope" is not present with pull policy of Never`,
          },
        },
      },
    ],
  }),
};

function secrets(world: string): readonly KubeObject[] {
  const folder = join(world, 'cluster/secrets');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => ({ kind: 'Secret', metadata: { name, namespace: 'shop', uid: name } }));
}
