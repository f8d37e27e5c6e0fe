import { loadAll } from 'js-yaml';
import type { KubeObject } from '../ports/kube.ts';
import type { WorkloadRef } from './spec.ts';

const workloadKinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job'];

/** The objects of a rendered chart, hooks left out. */
export function parseManifest(text: string): KubeObject[] {
  const documents = loadAll(text, { json: true }) as readonly unknown[];
  return documents.filter(
    (document): document is KubeObject => typeof document === 'object' && document !== null && 'kind' in document,
  );
}

export function workloadsOf(objects: readonly KubeObject[]): WorkloadRef[] {
  return objects
    .filter((object) => workloadKinds.includes(object.kind ?? ''))
    .map((object) => ({ kind: object.kind as WorkloadRef['kind'], name: object.metadata.name }));
}

/** The workloads that this stage brought: those that were not there before it. */
export function newWorkloads(now: readonly WorkloadRef[], before: readonly WorkloadRef[]): WorkloadRef[] {
  return now.filter(
    (workload) => !before.some((other) => other.kind === workload.kind && other.name === workload.name),
  );
}

/** Services whose selector matches the pods of one of the workloads. */
export function servicesOf(objects: readonly KubeObject[], workloads: readonly WorkloadRef[]): KubeObject[] {
  const templates = objects
    .filter((object) =>
      workloads.some((workload) => workload.kind === object.kind && workload.name === object.metadata.name),
    )
    .map(podLabels);
  return objects.filter((object) => object.kind === 'Service' && templates.some((labels) => selects(object, labels)));
}

interface Probe {
  readonly httpGet?: { readonly path?: string };
}

/** The path that a workload's own readiness probe asks, when it asks one. */
export function probePath(objects: readonly KubeObject[], workloads: readonly WorkloadRef[]): string | undefined {
  return readinessProbes(objects, workloads)
    .map((probe) => probe.httpGet?.path)
    .find(Boolean);
}

/** False where pods are asked for readiness in another way than HTTP, as a database's are. */
export function speaksHttp(objects: readonly KubeObject[], workloads: readonly WorkloadRef[]): boolean {
  const probes = readinessProbes(objects, workloads);
  return probes.length === 0 || probes.some((probe) => probe.httpGet !== undefined);
}

function readinessProbes(objects: readonly KubeObject[], workloads: readonly WorkloadRef[]): readonly Probe[] {
  return objects
    .filter((object) => workloads.some(({ kind, name }) => kind === object.kind && name === object.metadata.name))
    .flatMap((object) => {
      const spec = object.spec as
        | { template?: { spec?: { containers?: readonly { readinessProbe?: Probe }[] } } }
        | undefined;
      return (spec?.template?.spec?.containers ?? []).flatMap(({ readinessProbe }) => readinessProbe ?? []);
    });
}

function podLabels(workload: KubeObject): Readonly<Record<string, string>> {
  const spec = workload.spec as { template?: { metadata?: { labels?: Readonly<Record<string, string>> } } } | undefined;
  return spec?.template?.metadata?.labels ?? {};
}

function selects(service: KubeObject, labels: Readonly<Record<string, string>>): boolean {
  const selector = Object.entries(
    (service.spec as { selector?: Readonly<Record<string, string>> } | undefined)?.selector ?? {},
  );
  return selector.length > 0 && selector.every(([key, value]) => labels[key] === value);
}
