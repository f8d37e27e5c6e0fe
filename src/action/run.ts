import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { inputSpecs, type RawInputs } from '../config/inputs.ts';
import { messageOf } from '../lib/error.ts';
import { UsageError } from '../model/problem.ts';
import { exitCodes, usageExitCode } from '../model/verdict.ts';
import { emptyState, type PipelinePorts, type RunSettings } from '../pipeline/context.ts';
import { prepare } from '../pipeline/prepare.ts';
import { recordTo } from '../pipeline/recorder.ts';
import { executePlan } from '../pipeline/run.ts';
import { readSecrets } from '../pipeline/secrets.ts';
import { outputsOf } from './outputs.ts';
import type { Platform } from './platform.ts';
import { actionRenderer } from './renderer.ts';
import { type ActionState, saveState } from './state.ts';
import { uploadReport } from './upload.ts';

export interface ActionProcess {
  readonly workspace: string;
  readonly version: string;
  readonly root: boolean;
  readonly signal: AbortSignal;
}

/** Main: deploy, prove, explain, report, upload. What post must clean up is saved before anything is created. */
export async function runAction(
  platform: Platform,
  ports: PipelinePorts,
  { workspace, version, root, signal }: ActionProcess,
): Promise<number> {
  const inputs = readInputs(platform);
  const runId = ports.env.GITHUB_RUN_ID ?? 'local';
  const home = join(ports.env.RUNNER_TEMP ?? workspace, 'taskflow-k8s');
  const out = resolve(ports.env.RUNNER_TEMP ?? workspace, 'taskflow-k8s-report');
  try {
    const { config: file, ...rest } = inputs;
    const { config, plan, inputSecrets } = await prepare({
      workspace,
      ...(file === undefined ? {} : { file }),
      inputs: rest,
      env: ports.env,
      ci: identityOf(ports.env),
      runId,
    });
    const state: ActionState = { phase: 'running', out, home, keep: config.cluster.keep ?? false, uploaded: false };
    saveState(platform, state);
    const settings: RunSettings = {
      runId,
      workspace,
      home,
      out,
      keep: state.keep,
      inputSecrets,
      version,
      root,
      strictGit: true,
      builder: 'auto',
      onCluster: (cluster) => saveState(platform, { ...state, clusterHome: cluster.home }),
    };
    const secrets = await readSecrets(config.secrets, ports, settings);
    for (const value of Object.values(secrets).flatMap((secret) => Object.values(secret))) platform.mask(value);
    const renderer = actionRenderer(() => randomBytes(16).toString('hex'));
    const recorder = await recordTo(out, ports, (event) => {
      for (const line of renderer.lines(event)) platform.log(line);
    });
    const { verdict } = await executePlan(
      { config, plan, ports, settings, state: emptyState(), emit: recorder.emit, secrets },
      signal,
    );
    const report = await recorder.finish();
    for (const line of renderer.closing(report, out)) platform.log(line);
    await platform.summary(await readFile(join(out, 'summary.md'), 'utf8'));
    const artifact = await uploadReport(platform, out, ports.env);
    for (const [name, value] of Object.entries(outputsOf(report, { out, ...artifact }))) platform.output(name, value);
    saveState(platform, { ...state, phase: 'finished', uploaded: artifact !== undefined });
    return exitCodes[verdict];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    platform.fail(ports.redactor.text(messageOf(error)));
    return usageExitCode;
  }
}

function readInputs(platform: Platform): RawInputs {
  const given = Object.keys(inputSpecs).map((name) => [name, platform.input(name)] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}

/** Unique per run, attempt, job and matrix entry, so that jobs on one machine never meet. */
function identityOf(env: Readonly<Record<string, string | undefined>>): string {
  return [
    env.GITHUB_RUN_ID,
    env.GITHUB_RUN_ATTEMPT,
    env.GITHUB_JOB,
    env.GITHUB_ACTION,
    env.RUNNER_NAME,
    env.TASKFLOW_K8S_MATRIX,
  ].join('-');
}
