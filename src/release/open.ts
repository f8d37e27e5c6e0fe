import * as helm from '../tools/helm.ts';
import { orThrow } from '../tools/outcome.ts';
import { knownGood, verifiedRevisions } from './known-good.ts';
import { notedExec, settleOrphan } from './orphan.ts';
import type { ReleasePorts, ReleaseState } from './spec.ts';

/** Reads what is there before anything is touched: the revision to go back to, and what it applied. */
export async function openRelease(name: string, target: helm.HelmTarget, ports: ReleasePorts): Promise<ReleaseState> {
  await settleOrphan(name, target, ports);
  const verified = await readVerified(name, target, ports);
  const revisions = await recovered(name, target, verified, ports);
  const good = knownGood(verified, revisions);
  const known =
    good === 0 ? '' : orThrow(await ports.exec(helm.getManifest(target, name, good), { signal: ports.signal })).stdout;
  return {
    name,
    target,
    knownGood: good,
    known,
    touched: false,
    revision: revisions.at(-1)?.revision ?? 0,
    components: new Map(),
    manifest: '',
    ran: [],
  };
}

/** A run that was killed leaves its release locked: it is taken back to what was good before it, or out of the cluster. */
async function recovered(
  name: string,
  target: helm.HelmTarget,
  verified: readonly number[],
  ports: ReleasePorts,
): Promise<helm.Revision[]> {
  const revisions = await readHistory(name, target, ports);
  const newest = revisions.at(-1);
  if (!newest || !/^(pending-|uninstalling)/.test(newest.status)) return revisions;
  const good = knownGood(verified, revisions);
  const how = good === 0 ? 'it is removed' : `it goes back to revision ${good}`;
  ports.emit({
    kind: 'note',
    level: 'warning',
    text: `release ${name} was left ${newest.status} by a run that did not end: ${how}`,
  });
  // No signal: what repairs a release is never broken off half-way.
  const limits = { timeoutMs: 120_000, hooks: false };
  orThrow(
    await notedExec(
      name,
      target,
      ports,
    )(good === 0 ? helm.uninstall(target, name, limits) : helm.rollback(target, name, good, limits)),
  );
  return readHistory(name, target, ports);
}

export function readVerified(
  name: string,
  { namespace }: helm.HelmTarget,
  { kube }: Pick<ReleasePorts, 'kube'>,
): Promise<readonly number[]> {
  return verifiedRevisions(kube, namespace, name);
}

export async function readHistory(
  name: string,
  target: helm.HelmTarget,
  { exec, signal }: Pick<ReleasePorts, 'exec' | 'signal'>,
): Promise<helm.Revision[]> {
  const outcome = await exec(helm.history(target, name), { signal });
  if (outcome.failed && /release: not found/.test(outcome.stderr)) return [];
  return helm.parseHistory(orThrow(outcome).stdout);
}
