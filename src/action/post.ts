import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deleteCluster, readState as readCluster } from '../cluster/cluster.ts';
import { takeBackLeftovers } from '../contract/leftovers.ts';
import { seal } from '../evidence/seal.ts';
import { messageOf } from '../lib/error.ts';
import type { PipelinePorts } from '../pipeline/context.ts';
import { writeViews } from '../pipeline/views.ts';
import { giveBack } from '../release/lease.ts';
import { parseEvents } from '../report/parse.ts';
import type { Platform } from './platform.ts';
import type { ActionState } from './state.ts';
import { uploadReport } from './upload.ts';

const limitMs = 170_000;
const uploadMs = 60_000;

/** Post: from state alone. Finishes and uploads what main could not, and takes away what main left. Its failures never fail the job. */
export async function runPost(platform: Platform, ports: PipelinePorts, state: ActionState): Promise<void> {
  const attempt = async (what: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      platform.log(ports.redactor.text(`${what}: ${messageOf(error)}`));
    }
  };
  if (state.phase === 'started') return;
  await attempt('What the contract made could not be taken back', () => takeBack(platform, ports, state));
  if (state.phase === 'running')
    await attempt('The report could not be finished', () => finishReport(platform, ports, state));
  if (!state.uploaded)
    await uploadReport(platform, { out: state.out, env: ports.env, matrix: state.matrix, withinMs: uploadMs });
  if (state.lock !== undefined && state.phase === 'running')
    await attempt('The namespace could not be unlocked', () => unlock(state.lock, ports));
  if (!state.keep) await attempt('The cluster could not be deleted', () => takeAway(platform, ports, state));
}

/** What the contract made at the reference; the candidate goes with its cluster. */
async function takeBack(platform: Platform, ports: PipelinePorts, { out }: ActionState): Promise<void> {
  const workspace = ports.env.GITHUB_WORKSPACE ?? process.cwd();
  const which = ({ lane }: { readonly lane: string }): boolean => lane !== 'cand';
  const signal = AbortSignal.timeout(60_000);
  const cleaned = await takeBackLeftovers({ out, workspace, which, ports, values: ports.env, signal });
  for (const { lane, step, item = step, detail } of cleaned) platform.log(`What “${item}” made at ${lane}: ${detail}`);
}

/** Main was killed before it could write the report: the events are there up to that moment. */
async function finishReport(platform: Platform, ports: PipelinePorts, { out }: ActionState): Promise<void> {
  const { events } = parseEvents(await readFile(join(out, 'events.jsonl'), 'utf8'));
  platform.log('Main was ended before it could write its report; it is written now');
  await writeViews(out, events);
  await seal(out, ports.redactor);
  await platform.summary(await readFile(join(out, 'summary.md'), 'utf8'));
}

/** Main was killed while it had the namespace; the next run need not wait for the lock to end. */
async function unlock(lock: ActionState['lock'], ports: PipelinePorts): Promise<void> {
  if (!lock) return;
  const kube = await ports.openKube(lock);
  try {
    await giveBack(lock, kube);
  } finally {
    await kube.close();
  }
}

async function takeAway(platform: Platform, ports: PipelinePorts, { clusterHome }: ActionState): Promise<void> {
  const cluster = clusterHome === undefined ? undefined : await readCluster(clusterHome);
  if (!cluster) return;
  platform.log(`Deleting cluster ${cluster.name}`);
  const { exec, clock } = ports;
  await deleteCluster(cluster, { exec, clock, emit: () => undefined, signal: AbortSignal.timeout(limitMs) });
}
