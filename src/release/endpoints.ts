import type { KubeApi } from '../ports/kube.ts';
import { list } from '../tools/kube.ts';

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
