import { join } from 'node:path';
import { deleteCluster, readState } from '../cluster/cluster.ts';
import { UsageError } from '../model/problem.ts';
import type { PipelinePorts } from '../pipeline/context.ts';
import { prepare } from '../pipeline/prepare.ts';
import type { ParsedArgs } from './args.ts';
import { downPreviews } from './down-previews.ts';
import { homeFolder } from './home.ts';
import type { Terminal } from './run.ts';

/** `taskflow-k8s down`: the cluster that `run` kept for this configuration goes away; nothing else is touched. */
export async function downCommand(args: ParsedArgs, ports: PipelinePorts, terminal: Terminal): Promise<number> {
  const { config: file, ...inputs } = args.flags;
  const { plan, config } = await prepare({
    workspace: terminal.cwd,
    ...(file === undefined ? {} : { file }),
    inputs,
    ports,
    runId: 'down',
  });
  const expired = args.switches.has('expired');
  if (config.cluster.provider === 'existing' && config.preview)
    return downPreviews({ config, plan, expired }, ports, terminal);
  if (expired)
    throw new UsageError([
      {
        source: '--expired',
        message: 'only a shared cluster has previews',
        hint: 'set provider existing and `preview`',
      },
    ]);
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
