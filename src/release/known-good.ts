import type { KubeApi } from '../ports/kube.ts';
import type { Revision } from '../tools/helm.ts';
import { KubeError, list, pathOf } from '../tools/kube.ts';

/**
 * Helm calls a revision `deployed` as soon as it is applied, and `superseded` says nothing of its health. So a revision
 * that has passed all checkpoints is marked on Helm's own record of it, where the next run finds it from any machine.
 * The mark says which revision it means, since Helm copies the labels of one record to the next.
 */
const mark = 'taskflow-k8s/verified';

export async function markVerified(api: KubeApi, namespace: string, release: string, revision: number): Promise<void> {
  const path = pathOf('secrets', namespace, `sh.helm.release.v1.${release}.v${revision}`);
  const answer = await api.request('PATCH', path, { metadata: { labels: { [mark]: String(revision) } } });
  if (answer.status !== 200) throw new KubeError(`mark revision ${revision} of ${release} as verified`, answer);
}

/** The revisions that were verified, newest first. */
export async function verifiedRevisions(api: KubeApi, namespace: string, release: string): Promise<readonly number[]> {
  const records = await list(api, 'secrets', namespace, `owner=helm,name=${release},${mark}`);
  return records
    .filter(({ metadata }) => metadata.labels?.[mark] === metadata.labels?.version)
    .map(({ metadata }) => Number(metadata.labels?.version))
    .sort((a, b) => b - a);
}

/**
 * The revision to go back to: the newest that was verified. Where none ever was, one that somebody else deployed; what a
 * run of this pipeline has applied without ever proving it is no place to go back to. Else 0: out of the cluster.
 */
export function knownGood(verified: readonly number[], history: readonly Revision[]): number {
  const present = verified.find((revision) => history.some((each) => each.revision === revision));
  if (present !== undefined) return present;
  const foreign = history.filter(({ status, description }) => status === 'deployed' && !isOurs(description));
  return foreign.at(-1)?.revision ?? 0;
}

export function descriptionOf(runId: string, stage: string | undefined): string {
  return `run=${runId}${stage === undefined ? '' : ` stage=${stage}`}`;
}

function isOurs(description: string): boolean {
  return description.startsWith('run=');
}
