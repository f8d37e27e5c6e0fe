import type { KubeAnswer, KubeApi, KubeObject } from '../ports/kube.ts';

/** Paths of the API, and the few verbs that stages need. */

export const resources = {
  pods: 'api/v1',
  services: 'api/v1',
  secrets: 'api/v1',
  configmaps: 'api/v1',
  events: 'api/v1',
  namespaces: 'api/v1',
  nodes: 'api/v1',
  persistentvolumeclaims: 'api/v1',
  resourcequotas: 'api/v1',
  limitranges: 'api/v1',
  deployments: 'apis/apps/v1',
  replicasets: 'apis/apps/v1',
  statefulsets: 'apis/apps/v1',
  daemonsets: 'apis/apps/v1',
  jobs: 'apis/batch/v1',
  endpointslices: 'apis/discovery.k8s.io/v1',
  networkpolicies: 'apis/networking.k8s.io/v1',
  leases: 'apis/coordination.k8s.io/v1',
} as const;
export type Resource = keyof typeof resources;

export class KubeError extends Error {
  readonly status: number;
  constructor(what: string, answer: KubeAnswer) {
    const said = (answer.body as { message?: string } | undefined)?.message ?? String(answer.body).slice(0, 300);
    super(`${what}: ${answer.status} ${said}`);
    this.name = 'KubeError';
    this.status = answer.status;
  }
}

export function pathOf(
  resource: Resource,
  namespace?: string,
  name?: string,
  query?: Readonly<Record<string, string>>,
): string {
  const scope = namespace === undefined ? '' : `/namespaces/${namespace}`;
  const text = query ? `?${new URLSearchParams(query)}` : '';
  return `/${resources[resource]}${scope}/${resource}${name === undefined ? '' : `/${name}`}${text}`;
}

export async function list(
  api: KubeApi,
  resource: Resource,
  namespace?: string,
  labelSelector?: string,
): Promise<readonly KubeObject[]> {
  const path = pathOf(resource, namespace, undefined, labelSelector ? { labelSelector } : undefined);
  const answer = ok(await api.request('GET', path), `list ${resource}`);
  return (answer as { items?: readonly KubeObject[] }).items ?? [];
}

export async function find(
  api: KubeApi,
  resource: Resource,
  namespace: string | undefined,
  name: string,
): Promise<KubeObject | undefined> {
  const answer = await api.request('GET', pathOf(resource, namespace, name));
  return answer.status === 404 ? undefined : (ok(answer, `get ${resource}/${name}`) as KubeObject);
}

/** Creates it, or leaves what is there when it exists already. True when it was created. */
export async function createIfAbsent(
  api: KubeApi,
  resource: Resource,
  namespace: string | undefined,
  object: unknown,
): Promise<boolean> {
  const answer = await api.request('POST', pathOf(resource, namespace), object);
  if (answer.status === 409) return false;
  ok(answer, `create ${resource}`);
  return true;
}

export async function remove(
  api: KubeApi,
  resource: Resource,
  namespace: string | undefined,
  name: string,
): Promise<void> {
  const answer = await api.request('DELETE', pathOf(resource, namespace, name));
  if (answer.status !== 404) ok(answer, `delete ${resource}/${name}`);
}

function ok(answer: KubeAnswer, what: string): unknown {
  if (answer.status < 200 || answer.status >= 300) throw new KubeError(what, answer);
  return answer.body;
}
