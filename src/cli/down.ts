import { homedir } from 'node:os';
import { join } from 'node:path';
import { deleteCluster, readState } from '../cluster/cluster.ts';
import type { PipelinePorts } from '../pipeline/context.ts';
import { prepare } from '../pipeline/prepare.ts';
import type { ParsedArgs } from './args.ts';
import type { Terminal } from './run.ts';

/** `taskflow-k8s down`: the cluster that `run` kept for this configuration goes away; nothing else is touched. */
export async function downCommand(args: ParsedArgs, ports: PipelinePorts, terminal: Terminal): Promise<number> {
  const { config: file, ...inputs } = args.flags;
  const { plan } = await prepare({
    workspace: terminal.cwd,
    ...(file === undefined ? {} : { file }),
    inputs,
    ports,
    runId: 'down',
  });
  const state = await readState(join(homeFolder(ports.env), 'clusters', plan.clusterName));
  if (!state) {
    terminal.out(`There is no cluster ${plan.clusterName}.`);
    return 0;
  }
  const emit = (): void => undefined;
  await deleteCluster(state, { exec: ports.exec, clock: ports.clock, emit, signal: terminal.signal });
  terminal.out(`Cluster ${plan.clusterName} is deleted.`);
  return 0;
}

/** What outlives a run on this machine: cluster state, build memory. */
export function homeFolder(env: Readonly<Record<string, string | undefined>>): string {
  return join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'taskflow-k8s');
}
