import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type InputSpec, inputSpecs, type RawInputs } from '../config/inputs.ts';
import { messageOf } from '../lib/error.ts';
import type { PipelineEvent } from '../model/event.ts';
import { type Problem, renderProblem, UsageError } from '../model/problem.ts';
import { exitCodes, usageExitCode } from '../model/verdict.ts';
import { carryOut } from '../pipeline/carry-out.ts';
import type { PipelinePorts, RunSettings } from '../pipeline/context.ts';
import { type Prepared, prepare } from '../pipeline/prepare.ts';
import { readSecrets } from '../pipeline/secrets.ts';
import { commandLine, runCommand } from './command.ts';
import { annotationCommand } from './commands.ts';
import { actionInputSpecs, matrixName } from './inputs.ts';
import { outputsOf } from './outputs.ts';
import type { Platform } from './platform.ts';
import { actionRenderer } from './renderer.ts';
import { sayOnGitHub, type Wishes } from './say.ts';
import { openState, type Remember } from './state.ts';
import { type UploadedReport, uploadReport } from './upload.ts';

export interface ActionProcess {
  readonly workspace: string;
  readonly version: string;
  readonly root: boolean;
  readonly signal: AbortSignal;
}

/** Main: deploy, prove, explain, report, upload. What post must clean up is saved before anything is created. */
export async function runAction(platform: Platform, ports: PipelinePorts, process: ActionProcess): Promise<number> {
  const out = join(ports.env.RUNNER_TEMP ?? process.workspace, `taskflow-k8s-report${stepSuffix(ports.env)}`);
  const inputs = readInputs(platform, inputSpecs);
  const { command = 'run', matrix: entry = '', ...wishes } = readInputs(platform, actionInputSpecs);
  const matrix = matrixName(entry);
  const remember = openState(platform, { phase: 'started', out, keep: false, uploaded: false, matrix });
  try {
    if (command.trim() !== 'run') {
      const code = await runCommand(commandLine(command, inputs, out), platform, ports, process);
      if (existsSync(join(out, 'summary.md'))) await handOver(out, platform, ports.env, matrix);
      return code;
    }
    const prepared = await prepareAction(inputs, matrix, ports, process);
    return await deploy(prepared, { platform, ports, process, out, remember, wishes: { ...wishes, matrix } });
  } catch (error) {
    return giveUp(error, platform, ports);
  }
}

/** The report of another command: no verdict of a run, but the same summary and artifact. */
async function handOver(out: string, platform: Platform, env: Env, matrix: string): Promise<void> {
  await platform.summary(await readFile(join(out, 'summary.md'), 'utf8'));
  await linkTo(await uploadReport(platform, { out, env, matrix }), platform);
}

interface Deployment {
  readonly platform: Platform;
  readonly ports: PipelinePorts;
  readonly process: ActionProcess;
  readonly out: string;
  readonly remember: Remember;
  readonly wishes: Wishes;
}

async function deploy(prepared: Prepared, how: Deployment): Promise<number> {
  const { platform, ports, process, out, remember, wishes } = how;
  const settings = settingsOf(prepared, how);
  const secrets = await readSecrets(prepared.config.secrets, ports, settings);
  for (const value of Object.values(secrets).flatMap((secret) => Object.values(secret))) platform.mask(value);
  remember({ phase: 'running', keep: settings.keep });
  const renderer = actionRenderer(() => randomBytes(16).toString('hex'));
  const say = (lines: readonly string[]): void => lines.forEach(platform.log);
  const show = (event: PipelineEvent): void => say(renderer.lines(event));
  const report = await carryOut(prepared, { ports, settings, secrets, show, signal: process.signal });
  say(renderer.closing(report, out));
  await platform.summary(await readFile(join(out, 'summary.md'), 'utf8'));
  remember({ phase: 'finished' });
  const artifact = await uploadReport(platform, { out, env: ports.env, matrix: wishes.matrix });
  await linkTo(artifact, platform);
  for (const [name, value] of Object.entries(outputsOf(report, { out, ...artifact }))) platform.output(name, value);
  remember({ uploaded: artifact !== undefined });
  // Who cancelled has pushed anew or looks on, and the seconds left are few.
  if (report.verdict !== 'cancelled') {
    const artifactUrl = artifact?.pageUrl ?? artifact?.artifactUrl;
    await sayOnGitHub(report, { ...wishes, ...(artifactUrl && { artifactUrl }) }, platform, ports);
  }
  return exitCodes[report.verdict];
}

/** The summary was there before what it now leads to. */
async function linkTo(uploaded: UploadedReport | undefined, platform: Platform): Promise<void> {
  const { pageUrl, artifactUrl } = uploaded ?? {};
  const links = [
    ...(pageUrl ? [`[Open the report](${pageUrl})`] : []),
    ...(artifactUrl ? [`[everything, as an archive](${artifactUrl})`] : []),
  ];
  if (links.length > 0) await platform.summary(`\n${links.join(' · ')}\n`);
}

function settingsOf({ config, inputSecrets }: Prepared, { ports, process, out, remember }: Deployment): RunSettings {
  return {
    runId: runIdOf(ports.env),
    workspace: process.workspace,
    home: join(ports.env.RUNNER_TEMP ?? process.workspace, 'taskflow-k8s'),
    out,
    keep: config.cluster.keep ?? false,
    inputSecrets,
    version: process.version,
    root: process.root,
    strictGit: true,
    builder: 'auto',
    // The platform leaves main seconds after a cancellation, and post minutes.
    cleanUpAfterCancel: false,
    onLock: (lock) => remember({ lock }),
    onCluster: (cluster) => remember({ clusterHome: cluster.home }),
  };
}

function prepareAction(
  { config: file, ...inputs }: RawInputs,
  matrix: string,
  ports: PipelinePorts,
  { workspace }: ActionProcess,
): Promise<Prepared> {
  return prepare({
    workspace,
    ...(file === undefined ? {} : { file }),
    inputs,
    ports,
    ci: identityOf(ports.env, matrix),
    runId: runIdOf(ports.env),
  });
}

/** What is wrong with the configuration stands at its line; anything else that ends here is this program's fault. */
function giveUp(error: unknown, platform: Platform, ports: PipelinePorts): number {
  if (error instanceof UsageError) {
    for (const problem of error.problems) platform.log(annotationCommand(annotationOf(problem, ports)));
    return usageExitCode;
  }
  platform.fail(ports.redactor.text(`This should not have happened: ${messageOf(error)}`));
  platform.log(ports.redactor.text((error as Error).stack ?? ''));
  return exitCodes.infrastructure;
}

function annotationOf(problem: Problem, { redactor }: PipelinePorts): Parameters<typeof annotationCommand>[0] {
  const { source: file, line, column } = problem;
  const place = line === undefined ? {} : { place: { file, line, ...(column === undefined ? {} : { column }) } };
  return { level: 'error', title: 'Configuration', message: redactor.text(renderProblem(problem)), ...place };
}

function readInputs(platform: Platform, specs: Readonly<Record<string, InputSpec>>): RawInputs {
  const given = Object.keys(specs).map((name) => [name, platform.input(name)] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}

type Env = PipelinePorts['env'];

function runIdOf(env: Env): string {
  return env.GITHUB_RUN_ID ?? 'local';
}

/** A job may use the action more than once: the runner then numbers its steps, or the user names them. */
function stepSuffix(env: Env): string {
  const step = (env.GITHUB_ACTION ?? '').replaceAll(/[^\w-]/g, '');
  return step === '' || step === '__self' ? '' : `-${step.replace(/^_+/, '')}`;
}

/** Unique per run, attempt, job and matrix entry, so that jobs on one machine never meet. */
function identityOf(env: Env, matrix: string): string {
  return [env.GITHUB_RUN_ID, env.GITHUB_RUN_ATTEMPT, env.GITHUB_JOB, env.GITHUB_ACTION, env.RUNNER_NAME, matrix].join(
    '-',
  );
}
