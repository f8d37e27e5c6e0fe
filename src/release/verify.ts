import type { KubeObject } from '../ports/kube.ts';
import { find, list, remove } from '../tools/kube.ts';
import { endpointsOf } from './endpoints.ts';
import { parseManifest, probePath, servicesOf, workloadsOf } from './manifest.ts';
import { isReady } from './pod.ts';
import type { ReleasePorts, WorkloadRef } from './spec.ts';
import { watchWorkloads } from './watch.ts';

export interface VerifyInput {
  readonly namespace: string;
  /** What the revision applied. */
  readonly manifest: string;
  readonly withinMs: number;
}

/** Proof that a revision serves: ready and stable, the images it names, Services that lead to it and answer. What is wrong comes back. */
export async function verifyRevision(input: VerifyInput, ports: ReleasePorts): Promise<readonly string[]> {
  const objects = parseManifest(input.manifest);
  const workloads = workloadsOf(objects);
  await freeStuckPods(input.namespace, workloads, ports);
  const watched = await watchWorkloads(
    { namespace: input.namespace, workloads, stableMs: 2000, withinMs: input.withinMs, stage: 'rollback' },
    ports,
  );
  if (!watched.ready) return [watched.reason];
  return [
    ...(await wrongImages(input.namespace, objects, ports)),
    ...(await silentServices(input.namespace, objects, workloads, ports)),
  ];
}

/**
 * A StatefulSet changes one pod after the other and waits for each to be ready, so a broken pod of the bad revision keeps
 * it from ever going back. Such pods are deleted; their controller makes them anew from the good revision.
 */
async function freeStuckPods(
  namespace: string,
  workloads: readonly WorkloadRef[],
  { kube, clock, signal, emit }: ReleasePorts,
): Promise<void> {
  for (const { name } of workloads.filter(({ kind }) => kind === 'StatefulSet')) {
    const revision = await settledRevision(namespace, name, { kube, clock, signal });
    if (revision === undefined) continue;
    for (const pod of await list(kube, 'pods', namespace)) {
      const mine = pod.metadata.ownerReferences?.some((owner) => owner.kind === 'StatefulSet' && owner.name === name);
      const hash = pod.metadata.labels?.['controller-revision-hash'];
      if (!mine || hash === revision || isReady(pod) || pod.metadata.deletionTimestamp) continue;
      emit({
        kind: 'note',
        level: 'info',
        text: `Pod ${pod.metadata.name} is stuck on the revision that failed, and StatefulSet ${name} waits for it: it is deleted`,
      });
      await remove(kube, 'pods', namespace, pod.metadata.name);
    }
  }
}

/** The revision that the controller goes for, once it has seen the newest change. */
async function settledRevision(
  namespace: string,
  name: string,
  { kube, clock, signal }: Pick<ReleasePorts, 'kube' | 'clock' | 'signal'>,
): Promise<string | undefined> {
  for (const deadline = clock.now() + 30_000; clock.now() < deadline; ) {
    const set = await find(kube, 'statefulsets', namespace, name);
    const status = set?.status as { observedGeneration?: number; updateRevision?: string } | undefined;
    if (!set) return undefined;
    if ((status?.observedGeneration ?? 0) >= (set.metadata.generation ?? 0)) return status?.updateRevision;
    await clock.sleep(200, signal);
  }
  return undefined;
}

interface PodTemplate {
  readonly template?: { readonly spec?: { readonly containers?: readonly { name: string; image?: string }[] } };
}

async function wrongImages(
  namespace: string,
  objects: readonly KubeObject[],
  { kube }: Pick<ReleasePorts, 'kube'>,
): Promise<string[]> {
  const resources = { Deployment: 'deployments', StatefulSet: 'statefulsets', DaemonSet: 'daemonsets' } as const;
  const wrong: string[] = [];
  for (const object of objects) {
    const resource = resources[object.kind as keyof typeof resources];
    if (!resource) continue;
    const { name } = object.metadata;
    const live = imagesOf(await find(kube, resource, namespace, name));
    const wanted = imagesOf(object);
    if (live.join() !== wanted.join())
      wrong.push(`${object.kind} ${name} runs ${live.join(', ') || 'nothing'}, not ${wanted.join(', ')}`);
  }
  return wrong;
}

function imagesOf(workload: KubeObject | undefined): string[] {
  const containers = (workload?.spec as PodTemplate | undefined)?.template?.spec?.containers ?? [];
  return containers.map(({ image = '' }) => image).sort();
}

async function silentServices(
  namespace: string,
  objects: readonly KubeObject[],
  workloads: readonly WorkloadRef[],
  ports: Pick<ReleasePorts, 'kube' | 'signal'>,
): Promise<string[]> {
  const silent: string[] = [];
  for (const workload of workloads) {
    for (const service of servicesOf(objects, [workload])) {
      const { name } = service.metadata;
      const { ready } = await endpointsOf(namespace, name, ports.kube);
      if (ready.length === 0) silent.push(`Service ${name} has no ready endpoint`);
      else silent.push(...(await refusal(namespace, service, probePath(objects, [workload]), ports)));
    }
  }
  return silent;
}

/** Asked where the chart itself says how it is asked: by the path of its readiness probe, through the API server. */
async function refusal(
  namespace: string,
  service: KubeObject,
  path: string | undefined,
  { kube, signal }: Pick<ReleasePorts, 'kube' | 'signal'>,
): Promise<string[]> {
  const spec = service.spec as { clusterIP?: string; ports?: readonly { port: number }[] } | undefined;
  const port = spec?.ports?.[0]?.port;
  if (path === undefined || port === undefined) return [];
  const { name } = service.metadata;
  const target = `/api/v1/namespaces/${namespace}/services/${name}:${port}/proxy${path}`;
  const { status } = await kube.request('GET', target, undefined, signal);
  return status < 400 ? [] : [`Service ${name} answers ${status} for ${path}`];
}
