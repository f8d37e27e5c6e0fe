import type { KubeObject, Meta, Pod } from '../diagnosis/kube.ts';
import type { Objects, SecretFacts } from '../diagnosis/snapshot.ts';
import type { SecretRedactor } from '../lib/redact/redactor.ts';

export interface RawObject extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
  readonly type?: string;
}

export interface RawLists {
  readonly namespaced: readonly RawObject[];
  readonly events: readonly RawObject[];
  readonly clusterWide: readonly RawObject[];
  readonly allServices: readonly RawObject[];
  readonly system: readonly RawObject[];
  readonly secrets: readonly RawObject[];
}

const workloadKinds = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob']);

/** The lists of the API, redacted and sorted by kind. The API is trusted to keep to its own schema. */
export function toObjects(lists: RawLists, redactor: SecretRedactor): Objects {
  const safe = (objects: readonly RawObject[]) => objects.map((object) => redacted(object, redactor));
  const own = safe(lists.namespaced);
  const wide = safe(lists.clusterWide);
  const system = safe(lists.system);
  const of = <T>(objects: readonly KubeObject[], ...kinds: readonly string[]) =>
    objects.filter((object) => kinds.includes(object.kind ?? '')) as readonly unknown[] as readonly T[];
  return {
    nodes: of(wide, 'Node'),
    storageClasses: of(wide, 'StorageClass'),
    ingressClasses: of(wide, 'IngressClass'),
    pods: of(own, 'Pod'),
    workloads: of(own, ...workloadKinds),
    services: of(own, 'Service'),
    endpointSlices: of(own, 'EndpointSlice'),
    claims: of(own, 'PersistentVolumeClaim'),
    configMaps: of(own, 'ConfigMap'),
    serviceAccounts: of(own, 'ServiceAccount'),
    ingresses: of(own, 'Ingress'),
    networkPolicies: of(own, 'NetworkPolicy'),
    events: of(safe(lists.events), 'Event'),
    allServices: of(safe(lists.allServices), 'Service'),
    secrets: lists.secrets.map((secret) => secretFacts(secret, redactor)),
    system: { pods: of<Pod>(system, 'Pod'), workloads: of(system, ...workloadKinds), events: of(system, 'Event') },
  };
}

/** When an object was changed is needed to see that a pod is older; what was changed in it is not. */
function redacted(object: RawObject, redactor: SecretRedactor): KubeObject {
  const safe = redactor.value(object) as KubeObject;
  return { ...safe, metadata: { ...safe.metadata, ...changeTimes(object.metadata) } };
}

function changeTimes(metadata: Meta): Pick<Meta, 'managedFields'> {
  const times = (metadata.managedFields ?? []).flatMap(({ time }) => (time ? [{ time }] : []));
  return times.length > 0 ? { managedFields: times } : {};
}

function secretFacts(secret: RawObject, redactor: SecretRedactor): SecretFacts {
  const { name, namespace, labels, creationTimestamp } = secret.metadata;
  const keys = Object.entries(secret.data ?? {}).map(([key, value]) => {
    const bytes = Buffer.from(value, 'base64');
    return [key, { bytes: bytes.length, token: redactor.token(key, bytes.toString()) }] as const;
  });
  return {
    metadata: {
      name,
      ...(namespace ? { namespace } : {}),
      ...(labels ? { labels } : {}),
      ...(creationTimestamp ? { creationTimestamp } : {}),
      ...changeTimes(secret.metadata),
    },
    ...(secret.type ? { type: secret.type } : {}),
    keys: Object.fromEntries(keys),
  };
}

/** Everything in Secrets is to be hidden, except what is the name of something: a name is no secret, and is needed to read. */
export function learnSecrets(lists: RawLists, redactor: SecretRedactor): void {
  const names = new Set(
    [...lists.namespaced, ...lists.allServices, ...lists.clusterWide].flatMap(({ metadata }) => [
      metadata.name,
      metadata.namespace ?? '',
    ]),
  );
  for (const { metadata, type, data = {} } of lists.secrets) {
    // Helm's own records: nothing of them is ever collected, and what is secret in them is a Secret of its own.
    if (type === 'helm.sh/release.v1') continue;
    for (const [key, value] of Object.entries(data)) {
      const text = Buffer.from(value, 'base64').toString();
      if (key !== 'ca.crt' && !names.has(text.trim())) redactor.add(`${metadata.name}/${key}`, text);
    }
  }
}
