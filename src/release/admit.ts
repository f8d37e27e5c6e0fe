import type { KubeApi, KubeObject } from '../ports/kube.ts';
import { type Document, titleOf } from './documents.ts';

/**
 * What the API server would say to each object, without changing anything: fields that may not change, admission and
 * policy, taken NodePorts. An object that is there is merged, since that is nearest to what Helm does; a new one is created.
 */
export async function refusals(documents: readonly Document[], namespace: string, kube: KubeApi): Promise<string[]> {
  const kinds = kindsOf(kube);
  const refused: string[] = [];
  for (const document of documents) {
    const kind = await kinds(document.object);
    // Not known yet: the chart's own CustomResourceDefinitions come with it.
    if (!kind) continue;
    const said = await refusal(document.object, kind, namespace, kube);
    if (said !== undefined) refused.push(`${titleOf(document)}: ${said}`);
  }
  return refused;
}

interface Kind {
  /** Path of the resource, without namespace. */
  readonly base: string;
  readonly resource: string;
  readonly namespaced: boolean;
}

async function refusal(object: KubeObject, kind: Kind, namespace: string, kube: KubeApi): Promise<string | undefined> {
  const home = object.metadata.namespace ?? namespace;
  const collection = `${kind.base}${kind.namespaced ? `/namespaces/${home}` : ''}/${kind.resource}`;
  const query = 'dryRun=All&fieldManager=taskflow-k8s';
  const merged = await kube.request('MERGE', `${collection}/${object.metadata.name}?${query}`, object);
  const answer = merged.status === 404 ? await kube.request('POST', `${collection}?${query}`, object) : merged;
  if (answer.status < 400) return undefined;
  const { message } = (answer.body ?? {}) as { message?: string };
  // The namespace is another object of the same chart.
  if (answer.status === 404 && /^namespaces "/.test(message ?? '')) return undefined;
  return message ?? `${answer.status}`;
}

/** Kind → where its objects live, as the server itself says; asked once for each group. */
function kindsOf(kube: KubeApi): (object: KubeObject) => Promise<Kind | undefined> {
  const groups = new Map<string, Promise<readonly ApiResource[]>>();
  return async ({ apiVersion = 'v1', kind = '' }) => {
    const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const resources = groups.get(base) ?? resourcesAt(base, kube);
    groups.set(base, resources);
    const found = (await resources).find((resource) => resource.kind === kind && !resource.name.includes('/'));
    return found && { base, resource: found.name, namespaced: found.namespaced };
  };
}

interface ApiResource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

async function resourcesAt(base: string, kube: KubeApi): Promise<readonly ApiResource[]> {
  const answer = await kube.request('GET', base);
  return answer.status === 200 ? ((answer.body as { resources?: readonly ApiResource[] }).resources ?? []) : [];
}
