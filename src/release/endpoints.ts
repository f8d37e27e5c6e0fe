import type { KubeApi } from '../ports/kube.ts';
import { list } from '../tools/kube.ts';
import type { ReleasePorts } from './spec.ts';

export interface Endpoint {
  readonly conditions?: { readonly ready?: boolean };
  readonly targetRef?: { readonly name?: string };
}

/** Where a Service leads to right now. */
export async function endpointsOf(
  namespace: string,
  service: string,
  kube: KubeApi,
): Promise<{ readonly ready: readonly Endpoint[] }> {
  const slices = await list(kube, 'endpointslices', namespace, `kubernetes.io/service-name=${service}`);
  const endpoints = slices.flatMap((slice) => (slice.endpoints ?? []) as readonly Endpoint[]);
  return { ready: endpoints.filter((endpoint) => endpoint.conditions?.ready) };
}

const behindMs = 10_000;

/** The cluster writes down where a Service leads to some moments after the pod is ready; a Service that leads nowhere stays so. */
export async function settledEndpoints(
  namespace: string,
  service: string,
  { kube, clock, signal }: Pick<ReleasePorts, 'kube' | 'clock' | 'signal'>,
): Promise<readonly Endpoint[]> {
  for (const end = clock.now() + behindMs; ; ) {
    const { ready } = await endpointsOf(namespace, service, kube);
    if (ready.length > 0 || clock.now() > end) return ready;
    await clock.sleep(250, signal);
  }
}
