import { deleteCluster, readState as readCluster } from '../cluster/cluster.ts';
import { takeBackLeftovers } from '../contract/leftovers.ts';
import { messageOf } from '../lib/error.ts';
import type { PipelinePorts } from '../pipeline/context.ts';
import type { Platform } from './platform.ts';
import type { ActionState } from './state.ts';
import { uploadReport } from './upload.ts';

const limitMs = 170_000;

/** Post: from state alone. Uploads what main could not, then takes the cluster away. Its failures never fail the job. */
export async function runPost(platform: Platform, ports: PipelinePorts, state: ActionState): Promise<void> {
  await takeBack(platform, ports, state);
  if (!state.uploaded) await uploadReport(platform, state.out, ports.env);
  if (state.keep || state.clusterHome === undefined) return;
  try {
    const cluster = await readCluster(state.clusterHome);
    if (!cluster) return;
    platform.log(`Deleting cluster ${cluster.name}, which main did not get to`);
    await deleteCluster(cluster, {
      exec: ports.exec,
      clock: ports.clock,
      emit: () => undefined,
      signal: AbortSignal.timeout(limitMs),
    });
  } catch (error) {
    platform.log(`The cluster could not be deleted: ${messageOf(error)}`);
  }
}

/** What the contract made at the reference; the candidate goes with its cluster. */
async function takeBack(platform: Platform, ports: PipelinePorts, { out }: ActionState): Promise<void> {
  try {
    const workspace = ports.env.GITHUB_WORKSPACE ?? process.cwd();
    const which = ({ lane }: { readonly lane: string }): boolean => lane !== 'cand';
    const signal = AbortSignal.timeout(60_000);
    const cleaned = await takeBackLeftovers({ out, workspace, which, ports, values: ports.env, signal });
    for (const { lane, step, detail } of cleaned) platform.log(`What “${step}” made at ${lane}: ${detail}`);
  } catch (error) {
    platform.log(`What the contract made could not be taken back: ${messageOf(error)}`);
  }
}
