import { messageOf } from '../lib/error.ts';
import type { ReleaseRecord } from '../model/release.ts';
import * as helm from '../tools/helm.ts';
import { lastWords, orThrow } from '../tools/outcome.ts';
import { markVerified } from './known-good.ts';
import { readHistory } from './open.ts';
import { notedExec } from './orphan.ts';
import { removeRelease } from './remove.ts';
import type { RanHook, ReleasePorts, ReleaseState } from './spec.ts';
import { verifyRevision } from './verify.ts';

const limitMs = 180_000;

/**
 * Takes all touched releases back in reverse order, each to the revision recorded before the run, or out of the cluster
 * where there was none, and proves it. One that cannot be taken back does not keep the others from it.
 */
export async function rollBack(releases: readonly ReleaseState[], ports: ReleasePorts): Promise<ReleaseRecord[]> {
  const records: ReleaseRecord[] = [];
  for (const release of [...releases].reverse()) {
    if (!release.touched) continue;
    try {
      const { knownGood: revision } = release;
      records.push(
        revision === 0 ? await removeRelease(release, ports) : await backTo({ ...release, revision }, ports),
      );
    } catch (error) {
      const { name, target, revision } = release;
      records.push({
        name,
        namespace: target.namespace,
        revision,
        action: 'none',
        rolledBackTo: release.knownGood,
        verified: false,
        detail: `rollback failed: ${messageOf(error)}`,
      });
    }
  }
  return records;
}

export interface BackTo {
  readonly name: string;
  readonly target: helm.HelmTarget;
  readonly revision: number;
  /** Jobs that the revision to be left has run. */
  readonly ran?: readonly RanHook[];
}

/** To a revision, and the proof that it serves. */
export async function backTo(
  { name, target, revision, ran = [] }: BackTo,
  ports: ReleasePorts,
): Promise<ReleaseRecord> {
  const { exec } = ports;
  const change = notedExec(name, target, ports);
  const notes: string[] = [];
  // Rollback is never interrupted: a half-done one is worse than a late one. So no signal is passed.
  let outcome = await change(helm.rollback(target, name, revision, { timeoutMs: limitMs, hooks: true }));
  // Helm does not say whether it was a hook; where it was something else, it says the same again.
  if (outcome.failed) {
    notes.push(`the way back failed with its hooks (${lastWords(outcome, 2)}), and was gone without them`);
    outcome = await change(helm.rollback(target, name, revision, { timeoutMs: limitMs, hooks: false }));
  }
  orThrow(outcome);
  const manifest = orThrow(await exec(helm.getManifest(target, name))).stdout;
  const wanted = orThrow(await exec(helm.getManifest(target, name, revision))).stdout;
  const problems = [...(await verifyRevision({ namespace: target.namespace, manifest, withinMs: limitMs }, ports))];
  const last = (await readHistory(name, target, ports)).at(-1);
  if (manifest !== wanted) problems.push(`the live manifest differs from that of revision ${revision}`);
  if (last?.status !== 'deployed') problems.push(`Helm calls it ${last?.status ?? 'gone'}`);
  const verified = problems.length === 0;
  if (verified && last) await markVerified(ports.kube, target.namespace, name, last.revision);
  if (ran.length > 0) notes.push(notUndone(ran));
  return {
    name,
    namespace: target.namespace,
    revision: last?.revision ?? 0,
    action: 'rolled-back',
    rolledBackTo: revision,
    verified,
    ...(notes.length + problems.length > 0 ? { detail: [...problems, ...notes].join('; ') } : {}),
  };
}

/** A migration that went forward is the usual case: the old revision meets the new schema. */
function notUndone(ran: readonly RanHook[]): string {
  const jobs = ran.map(({ kind, name, events }) => `${kind} ${name} (${events.join(', ')})`).join(', ');
  return `not undone: what ${jobs} changed outside of the cluster, such as a database schema, stays changed`;
}
