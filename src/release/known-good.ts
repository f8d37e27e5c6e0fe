import type { KubeApi, KubeObject } from '../ports/kube.ts';
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
    .filter(isVerified)
    .map(({ metadata }) => Number(metadata.labels?.version))
    .sort((a, b) => b - a);
}

export function isVerified({ metadata }: KubeObject): boolean {
  const { [mark]: revision, version } = metadata.labels ?? {};
  return revision !== undefined && revision === version;
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

export type Earlier =
  | { readonly ok: true; readonly from: number; readonly revision: number; readonly verified: boolean }
  | { readonly ok: false; readonly why: string };

/** Where a rollback by hand leads to: the revision that was asked for, or the newest verified one before the present. */
export function earlierRevision(input: {
  readonly name: string;
  readonly history: readonly Revision[];
  readonly verified: readonly number[];
  readonly to?: number;
}): Earlier {
  const { name, history, verified, to } = input;
  const present = history.at(-1);
  if (!present) return { ok: false, why: `There is no release ${name}, so it cannot go back.` };
  const open = history.filter(({ revision }) => revision < present.revision);
  const rows = history.map(({ revision, status, description }) => {
    const good = verified.includes(revision) ? ', verified' : '';
    return `  ${revision} ${status}${good} (${description})`;
  });
  const list = `Its revisions are:\n${rows.join('\n')}`;
  const from = present.revision;
  if (to !== undefined)
    return open.some(({ revision }) => revision === to)
      ? { ok: true, from, revision: to, verified: verified.includes(to) }
      : { ok: false, why: `${name} cannot go back to revision ${to}. ${list}` };
  const source = origin(present);
  const revision = verified.find((each) => each < source && open.some((other) => other.revision === each));
  return revision === undefined
    ? { ok: false, why: `No revision of ${name} before ${from} was verified. Name one by --to. ${list}` }
    : { ok: true, from, revision, verified: true };
}

/** A revision that is itself a rollback is the one it went back to: going back once more leads further, not in a circle. */
function origin({ revision, description }: Revision): number {
  return Number(/^Rollback to (\d+)$/.exec(description)?.[1] ?? revision);
}

export function descriptionOf(runId: string, stage: string | undefined): string {
  return `run=${runId}${stage === undefined ? '' : ` stage=${stage}`}`;
}

function isOurs(description: string): boolean {
  return description.startsWith('run=');
}
