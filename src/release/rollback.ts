import { messageOf } from '../lib/error.ts';
import type { ReleaseRecord } from '../model/release.ts';
import * as helm from '../tools/helm.ts';
import { lastWords, orThrow } from '../tools/outcome.ts';
import { markVerified } from './known-good.ts';
import { parseManifest, workloadsOf } from './manifest.ts';
import { readHistory } from './open.ts';
import type { ReleasePorts, ReleaseState } from './spec.ts';
import { watchWorkloads } from './watch.ts';

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
      records.push(release.knownGood === 0 ? await removeRelease(release, ports) : await backTo(release, ports));
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

async function backTo(release: ReleaseState, ports: ReleasePorts): Promise<ReleaseRecord> {
  const { name, target, knownGood } = release;
  const { exec } = ports;
  const notes: string[] = [];
  // Rollback is never interrupted: a half-done one is worse than a late one. So no signal is passed.
  let outcome = await exec(helm.rollback(target, name, knownGood, { timeoutMs: limitMs, hooks: true }));
  if (outcome.failed && /hook/.test(outcome.stderr)) {
    notes.push(`a rollback hook failed (${lastWords(outcome, 2)}); rolled back without hooks`);
    outcome = await exec(helm.rollback(target, name, knownGood, { timeoutMs: limitMs, hooks: false }));
  }
  orThrow(outcome);
  const manifest = orThrow(await exec(helm.getManifest(target, name))).stdout;
  const wanted = orThrow(await exec(helm.getManifest(target, name, knownGood))).stdout;
  const watched = await watchWorkloads(
    {
      namespace: target.namespace,
      workloads: workloadsOf(parseManifest(manifest)),
      stableMs: 2000,
      withinMs: limitMs,
      stage: 'rollback',
    },
    ports,
  );
  const last = (await readHistory(name, target, ports)).at(-1);
  if (manifest !== wanted) notes.push(`the live manifest differs from that of revision ${knownGood}`);
  if (!watched.ready) notes.push(watched.reason);
  const verified = watched.ready && manifest === wanted && last?.status === 'deployed';
  if (verified) await markVerified(ports.kube, target.namespace, name, last.revision);
  return {
    name,
    namespace: target.namespace,
    revision: last?.revision ?? 0,
    action: 'rolled-back',
    rolledBackTo: knownGood,
    verified,
    ...(notes.length > 0 ? { detail: notes.join('; ') } : {}),
  };
}

async function removeRelease(release: ReleaseState, ports: ReleasePorts): Promise<ReleaseRecord> {
  const { name, target } = release;
  let outcome = await ports.exec(helm.uninstall(target, name, { timeoutMs: limitMs, hooks: true }));
  if (outcome.failed) outcome = await ports.exec(helm.uninstall(target, name, { timeoutMs: limitMs, hooks: false }));
  orThrow(outcome);
  const left = await readHistory(name, target, ports);
  return {
    name,
    namespace: target.namespace,
    revision: 0,
    action: 'uninstalled',
    rolledBackTo: 0,
    verified: left.length === 0,
  };
}
