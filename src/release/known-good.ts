import type { KubeApi } from '../ports/kube.ts';
import type { Revision } from '../tools/helm.ts';
import { KubeError, list, pathOf } from '../tools/kube.ts';

/**
 * Helm calls a revision `deployed` as soon as it is applied, and `superseded` says nothing of its health. So a revision
 * that has passed all checkpoints is marked on Helm's own record of it, where the next run finds it from any machine.
 */
const mark = 'taskflow-k8s/verified';

export async function markVerified(api: KubeApi, namespace: string, release: string, revision: number): Promise<void> {
  const path = pathOf('secrets', namespace, `sh.helm.release.v1.${release}.v${revision}`);
  const answer = await api.request('PATCH', path, { metadata: { labels: { [mark]: 'true' } } });
  if (answer.status !== 200) throw new KubeError(`mark revision ${revision} of ${release} as verified`, answer);
}

/** The revision to go back to: the newest that was verified; where none ever was, the newest that Helm calls deployed; else 0. */
export async function knownGood(
  api: KubeApi,
  namespace: string,
  release: string,
  history: readonly Revision[],
): Promise<number> {
  const records = await list(api, 'secrets', namespace, `owner=helm,name=${release},${mark}=true`);
  const verified = records.map((record) => Number(record.metadata.labels?.version ?? 0)).sort((a, b) => b - a)[0];
  return verified ?? history.filter(({ status }) => status === 'deployed').at(-1)?.revision ?? 0;
}
