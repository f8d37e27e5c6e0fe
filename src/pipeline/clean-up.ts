import { join } from 'node:path';
import { deleteCluster, readState } from '../cluster/cluster.ts';
import { messageOf } from '../lib/error.ts';
import type { RunContext } from './context.ts';

export interface CleanUpOptions {
  readonly signal: AbortSignal;
  readonly cancelled: boolean;
}

/** Ends what this run holds, and deletes the cluster unless it is kept. A failure here is said, and never changes the verdict. */
export async function cleanUp(context: RunContext, { signal, cancelled }: CleanUpOptions): Promise<void> {
  const { exec, clock } = context.ports;
  const attempt = async (what: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      context.emit({ kind: 'note', level: 'warning', text: `clean-up: ${what}: ${messageOf(error)}` });
    }
  };
  await attempt('lock of the namespace', async () => context.state.lease?.release());
  await attempt('connection to the cluster', async () => context.state.kube?.close());
  if (cancelled && !context.settings.cleanUpAfterCancel) return;
  if (context.settings.keep || context.config.cluster.provider === 'existing') return;
  await attempt('cluster', async () => {
    const state = await readState(join(context.settings.home, 'clusters', context.plan.clusterName));
    if (!state) return;
    context.emit({ kind: 'stage-started', stage: 'clean-up', title: 'Delete the cluster' });
    await deleteCluster(state, { exec, clock, emit: context.emit, signal });
    context.emit({ kind: 'stage-finished', stage: 'clean-up', outcome: 'passed' });
  });
}
