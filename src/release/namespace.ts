import type { PreviewConfig } from '../config/config.ts';
import { StageError } from '../model/stage-error.ts';
import type { KubeApi, KubeObject } from '../ports/kube.ts';
import { createIfAbsent, find, KubeError, list, pathOf } from '../tools/kube.ts';
import { managedLabel } from './secrets.ts';

/** Namespaces of this product: on a cluster of its own, on a shared one, and previews with an end. */

export async function ensureNamespace(namespace: string, kube: KubeApi): Promise<boolean> {
  return createIfAbsent(kube, 'namespaces', undefined, namespaceObject(namespace));
}

/** On somebody else's cluster only a namespace that is new, or that carries our label, is ours to deploy to. */
export async function claimNamespace(namespace: string, kube: KubeApi): Promise<'new' | 'ours' | 'hidden'> {
  const found = await kube.request('GET', pathOf('namespaces', undefined, namespace));
  // An account that may work in its namespace may seldom look at the namespace itself; who made the account decided.
  if (found.status === 403) return 'hidden';
  if (found.status === 404) {
    await ensureNamespace(namespace, kube);
    return 'new';
  }
  if (found.status !== 200) throw new KubeError(`get namespace ${namespace}`, found);
  const { metadata } = found.body as KubeObject;
  if (metadata.deletionTimestamp)
    throw new StageError('infrastructure', `Namespace ${namespace} is being deleted. Nothing was changed.`, {
      remedy: 'Try again when it is gone.',
    });
  const [[label = '', value = ''] = []] = Object.entries(managedLabel);
  if (metadata.labels?.[label] === value) return 'ours';
  throw new StageError('failed', `Namespace ${namespace} was there before and is not ours. Nothing was changed.`, {
    remedy: `Name another one, or allow it: kubectl label namespace ${namespace} ${label}=${value}`,
  });
}

const previewLabel = 'taskflow-k8s/preview';
const expiresAnnotation = 'taskflow-k8s/expires';
const limitsName = 'taskflow-k8s-preview';

export interface Preview {
  readonly namespace: string;
  /** Which pipeline it belongs to: the end of one's previews is none of the others' business. */
  readonly pipeline: string;
  readonly settings: PreviewConfig;
}

/** Labels, quota and a new end; each run moves the end on. */
export async function markPreview({ namespace, pipeline, settings }: Preview, kube: KubeApi, now: number) {
  const expires = new Date(now + settings.expires).toISOString();
  const metadata = { labels: { [previewLabel]: pipeline }, annotations: { [expiresAnnotation]: expires } };
  const answer = await kube.request('PATCH', pathOf('namespaces', undefined, namespace), { metadata });
  if (answer.status >= 300) throw new KubeError(`mark namespace ${namespace} as a preview`, answer);
  const hard = quotaOf(settings.quota);
  if (Object.keys(hard).length === 0) return expires;
  await put(kube, 'resourcequotas', namespace, { kind: 'ResourceQuota', spec: { hard } });
  // Under a quota a pod that requests nothing would be refused.
  const limits = [{ type: 'Container', defaultRequest: { cpu: '50m', memory: '64Mi' } }];
  await put(kube, 'limitranges', namespace, { kind: 'LimitRange', spec: { limits } });
  return expires;
}

export function quotaOf({ cpu, memory, storage, pods }: PreviewConfig['quota']): Readonly<Record<string, string>> {
  const wanted = { 'requests.cpu': cpu, 'requests.memory': memory, 'requests.storage': storage, pods };
  return Object.fromEntries(
    Object.entries(wanted).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

async function put(
  kube: KubeApi,
  resource: 'resourcequotas' | 'limitranges',
  namespace: string,
  object: { readonly kind: string; readonly spec: unknown },
): Promise<void> {
  const whole = { apiVersion: 'v1', ...object, metadata: { name: limitsName, labels: managedLabel } };
  if (await createIfAbsent(kube, resource, namespace, whole)) return;
  const answer = await kube.request('MERGE', pathOf(resource, namespace, limitsName), whole);
  if (answer.status >= 300) throw new KubeError(`set ${resource} of ${namespace}`, answer);
}

export interface LivingPreview {
  readonly namespace: string;
  readonly expires: number;
}

/** The previews of one pipeline, soonest end first. What is on its way out does not count. */
export async function listPreviews(pipeline: string, kube: KubeApi): Promise<readonly LivingPreview[]> {
  const [[label = '', value = ''] = []] = Object.entries(managedLabel);
  const found = await list(kube, 'namespaces', undefined, `${label}=${value},${previewLabel}=${pipeline}`);
  return found
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ metadata }) => ({
      namespace: metadata.name,
      expires: Date.parse(metadata.annotations?.[expiresAnnotation] ?? '') || Number.POSITIVE_INFINITY,
    }))
    .sort((a, b) => a.expires - b.expires);
}

/** True when it is gone; false when it is still on its way out at the end of the time. */
export async function deleteNamespace(
  namespace: string,
  { kube, gone }: { readonly kube: KubeApi; readonly gone: (there: () => Promise<boolean>) => Promise<boolean> },
): Promise<boolean> {
  const answer = await kube.request('DELETE', pathOf('namespaces', undefined, namespace));
  if (answer.status === 404) return true;
  if (answer.status >= 300) throw new KubeError(`delete namespace ${namespace}`, answer);
  return gone(async () => (await find(kube, 'namespaces', undefined, namespace)) !== undefined);
}

function namespaceObject(namespace: string): unknown {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: managedLabel } };
}
