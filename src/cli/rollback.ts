import { join, resolve } from 'node:path';
import { readState } from '../cluster/cluster.ts';
import { UsageError } from '../model/problem.ts';
import { exitCodes } from '../model/verdict.ts';
import { emptyState, type PipelinePorts, type RunSettings } from '../pipeline/context.ts';
import { prepare } from '../pipeline/prepare.ts';
import { recordTo } from '../pipeline/recorder.ts';
import { executeRollback, rollbackRequest } from '../pipeline/roll-back.ts';
import { teachSecrets } from '../pipeline/secrets.ts';
import type { ParsedArgs } from './args.ts';
import { homeFolder } from './home.ts';
import { screenFor, type Terminal } from './run.ts';

/** `taskflow-k8s rollback`: back to a revision that was good, and the proof that it serves. Builds nothing, creates no cluster. */
export async function rollbackCommand(args: ParsedArgs, ports: PipelinePorts, terminal: Terminal): Promise<number> {
  const { config: file, out: folder, to, release, ...inputs } = args.flags;
  const runId = ports.env.GITHUB_RUN_ID ?? ports.clock.now().toString(36);
  const prepared = await prepare({
    workspace: terminal.cwd,
    ...(file === undefined ? {} : { file }),
    inputs,
    ports,
    runId,
  });
  const { config, plan } = prepared;
  const request = rollbackRequest({ to, release }, config);
  const home = homeFolder(ports.env);
  const kept = config.cluster.provider === 'existing' || (await readState(join(home, 'clusters', plan.clusterName)));
  if (!kept)
    throw new UsageError([
      { source: 'cluster', message: `there is no cluster ${plan.clusterName}, so nothing can go back` },
    ]);
  const out = resolve(terminal.cwd, folder ?? '.taskflow-k8s/report');
  const settings = settingsOf({ runId, home, out, inputSecrets: prepared.inputSecrets }, terminal);
  await teachSecrets(config.secrets, ports, settings);
  const screen = screenFor(args, ports, terminal);
  const recorder = await recordTo(out, ports, screen.show);
  const context = { config, plan, ports, settings, state: emptyState(), emit: recorder.emit, secrets: {} };
  const { verdict } = await executeRollback(request, context, terminal.signal);
  screen.close(await recorder.finish(), join(out, 'index.html'));
  return exitCodes[verdict];
}

type Own = Pick<RunSettings, 'runId' | 'home' | 'out' | 'inputSecrets'>;

/** Of a run that builds nothing and leaves the cluster as it is. */
function settingsOf(own: Own, { cwd, version, root }: Terminal): RunSettings {
  return {
    ...own,
    ...{ workspace: cwd, version, root },
    keep: true,
    strictGit: false,
    builder: 'auto',
    onCluster: () => undefined,
    onLock: () => undefined,
    cleanUpAfterCancel: true,
  };
}
