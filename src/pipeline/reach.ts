import { addRoutes, removeRoutes } from '../cluster/routes.ts';
import type { Http } from '../ports/http.ts';
import type { KubeApi, KubeObject } from '../ports/kube.ts';
import { parseManifest, probePath, servicesOf, speaksHttp } from '../release/manifest.ts';
import { KubeError, list } from '../tools/kube.ts';
import { clusterOf, type RunContext, releasePorts } from './context.ts';

/** A Service of this run, with everything needed to call it. */
export interface Reachable {
  readonly name: string;
  readonly port: number;
  readonly nodePort: number | undefined;
  /** The path that its own readiness probe asks, when it asks one. */
  readonly healthPath: string | undefined;
  /** False where its pods are asked for readiness in another way than HTTP, as a database is. */
  readonly http: boolean;
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
    const behind = workloads.filter((workload) => servicesOf(objects, [workload]).includes(service));
    return {
      name: service.metadata.name,
      port: port?.port ?? 80,
      nodePort: port?.nodePort,
      healthPath: probePath(objects, behind),
      http: speaksHttp(objects, behind),
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

export interface InCluster {
  /** Answers for the cluster's Service names and for everything else. */
  readonly http: Http;
  /** How Services are reached: straight, or by port-forward, through which latency means nothing. */
  readonly way: 'route' | 'forward';
  readonly close: () => Promise<void>;
}

/** Makes Service names callable from here: `http://backend:8000` goes to the Service's own address, as a pod's call would. */
export async function reachServices(context: RunContext, signal: AbortSignal): Promise<InCluster> {
  const { exec, clock, httpTo } = context.ports;
  const ports = releasePorts(context, signal);
  const services = (await list(ports.kube, 'services', context.plan.namespace)).flatMap(addressesOf);
  const stagePorts = { exec, clock, emit: context.emit, signal };
  const via = clusterOf(context).nodes[0]?.address;
  // A route for each Service, not for their whole range: another cluster on this machine has the same range.
  const networks = [...new Set(services.map(({ address }) => `${address}/32`))];
  const routable = via && context.settings.root && !(await guarded(ports.kube, context.plan.namespace));
  const ours = routable ? await addRoutes(networks, via, stagePorts) : undefined;
  if (ours) {
    const { http, close } = httpTo(
      Object.fromEntries(services.map(({ name, port, address }) => [`${name}:${port}`, `${address}:${port}`])),
    );
    return { http, way: 'route', close: () => removeRoutes(ours, stagePorts).finally(close) };
  }
  const forwards = await Promise.all(
    services.map(async (service) => ({ ...service, ...(await forward(service, context)) })),
  );
  const { http, close } = httpTo(
    Object.fromEntries(forwards.map(({ name, port, local }) => [`${name}:${port}`, `127.0.0.1:${local}`])),
  );
  return {
    http,
    way: 'forward',
    close: async () => {
      await Promise.all(forwards.map(({ end }) => end()));
      close();
    },
  };
}

/**
 * A NetworkPolicy lets in pods, not this machine: what came by a route would be dropped, while a port-forward begins in the pod.
 * Who may not look for policies takes the way that works with them.
 */
async function guarded(kube: KubeApi, namespace: string): Promise<boolean> {
  try {
    const policies = await list(kube, 'networkpolicies', namespace);
    return policies.some(({ spec }) => ((spec as PolicySpec).policyTypes ?? ['Ingress']).includes('Ingress'));
  } catch (error) {
    if (error instanceof KubeError && error.status === 403) return true;
    throw error;
  }
}

interface PolicySpec {
  readonly policyTypes?: readonly string[];
}

interface ServiceAddress {
  readonly name: string;
  readonly port: number;
  readonly address: string;
}

function addressesOf(service: KubeObject): ServiceAddress[] {
  const spec = service.spec as { clusterIP?: string; ports?: readonly ServicePort[] } | undefined;
  const address = spec?.clusterIP;
  if (!address || address === 'None') return [];
  return (spec?.ports ?? []).map(({ port }) => ({ name: service.metadata.name, port, address }));
}

async function forward(
  service: ServiceAddress,
  context: RunContext,
): Promise<{ local: number; end: () => Promise<void> }> {
  const { kubeconfig, context: kubeContext } = clusterOf(context);
  const stop = new AbortController();
  const port = Promise.withResolvers<number>();
  const args = [
    '--kubeconfig',
    kubeconfig,
    '--context',
    kubeContext,
    '-n',
    context.plan.namespace,
    'port-forward',
    `service/${service.name}`,
    `:${service.port}`,
  ];
  const onLine = (line: string): void => {
    const found = /127\.0\.0\.1:(\d+) ->/.exec(line);
    if (found) port.resolve(Number(found[1]));
  };
  const done = context.ports.exec({ tool: 'kubectl', args }, { signal: stop.signal, onLine }).then((outcome) => {
    port.reject(new Error(`port-forward to ${service.name} ended: ${outcome.stderr.trim()}`));
  });
  const local = await port.promise;
  const end = (): Promise<void> => {
    stop.abort();
    return done;
  };
  return { local, end };
}
