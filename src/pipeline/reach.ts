import type { KubeObject } from '../ports/kube.ts';
import { parseManifest, servicesOf } from '../release/manifest.ts';
import type { WorkloadRef } from '../release/spec.ts';
import { clusterOf, type RunContext } from './context.ts';

/** A Service of this run, with everything needed to call it. */
export interface Reachable {
  readonly name: string;
  readonly port: number;
  readonly nodePort: number | undefined;
  /** The path that its own readiness probe asks, when it asks one. */
  readonly healthPath: string | undefined;
}

interface ServicePort {
  readonly port: number;
  readonly nodePort?: number;
}

/** The Services that lead to a component, as the chart has them. */
export function reachables(
  release: string,
  component: string,
  context: RunContext,
  live: readonly KubeObject[],
): Reachable[] {
  const state = context.state.releases.get(release);
  if (!state) return [];
  const objects = parseManifest(state.manifest);
  const workloads = state.components.get(component) ?? [];
  return servicesOf(objects, workloads).map((service) => {
    const actual = live.find((candidate) => candidate.metadata.name === service.metadata.name) ?? service;
    const port = (actual.spec as { ports?: readonly ServicePort[] } | undefined)?.ports?.[0];
    return {
      name: service.metadata.name,
      port: port?.port ?? 80,
      nodePort: port?.nodePort,
      healthPath: probePath(objects, workloads),
    };
  });
}

/** Through the API server's Service proxy: it works on every cluster and needs no route. It is not for measuring. */
export function proxyPath(namespace: string, service: Reachable, path: string): string {
  return `/api/v1/namespaces/${namespace}/services/${service.name}:${service.port}/proxy${path}`;
}

export function nodeUrl(context: RunContext, service: Reachable): string | undefined {
  const address = clusterOf(context).nodes[0]?.address;
  return service.nodePort && address ? `http://${address}:${service.nodePort}` : undefined;
}

function probePath(objects: readonly KubeObject[], workloads: readonly WorkloadRef[]): string | undefined {
  for (const object of objects) {
    if (!workloads.some(({ kind, name }) => kind === object.kind && name === object.metadata.name)) continue;
    const spec = object.spec as
      | { template?: { spec?: { containers?: readonly { readinessProbe?: { httpGet?: { path?: string } } }[] } } }
      | undefined;
    for (const container of spec?.template?.spec?.containers ?? []) {
      const path = container.readinessProbe?.httpGet?.path;
      if (path) return path;
    }
  }
  return undefined;
}
