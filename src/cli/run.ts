import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { messageOf, systemFault } from '../lib/error.ts';
import { UsageError } from '../model/problem.ts';
import { StageError } from '../model/stage-error.ts';
import { exitCodes, usageExitCode } from '../model/verdict.ts';
import { carryOut } from '../pipeline/carry-out.ts';
import type { PipelinePorts, RunSettings } from '../pipeline/context.ts';
import { type Prepared, prepare } from '../pipeline/prepare.ts';
import { readSecrets } from '../pipeline/secrets.ts';
import { explainPlan } from '../plan/explain.ts';
import type { ParsedArgs } from './args.ts';
import { parseCommandLine } from './args.ts';
import { checkCommand } from './check.ts';
import { completionScript, type Shell, shells } from './completion.ts';
import { diagnoseCommand } from './diagnose.ts';
import { doctorCommand } from './doctor.ts';
import { downCommand } from './down.ts';
import { helpText } from './help.ts';
import { homeFolder } from './home.ts';
import { initCommand } from './init.ts';
import { recordCommand } from './record.ts';
import { reportCommand } from './report.ts';
import { rollbackCommand } from './rollback.ts';
import { jsonScreen, lookOf, openScreen, type Screen, type Stream } from './screen.ts';

/** What the command line needs from its process. */
export interface Terminal {
  readonly out: (line: string) => void;
  readonly stdout: Stream;
  readonly err: (line: string) => void;
  readonly cwd: string;
  readonly version: string;
  readonly root: boolean;
  readonly signal: AbortSignal;
  /** The browser's path, where there is one. */
  readonly chromium?: string;
}

/** The command line's use cases. Returns the exit code; never ends the process. */
export async function runCli(argv: readonly string[], ports: PipelinePorts, terminal: Terminal): Promise<number> {
  try {
    const args = parseCommandLine(argv);
    if (args.switches.has('help')) return say(terminal, helpText(args.command));
    const useCase = useCases[args.command];
    if (!useCase) throw new Error(`the command ${args.command} has no use case`);
    return await useCase(args, ports, terminal);
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.err(ports.redactor.text(messageOf(error)));
      return usageExitCode;
    }
    const known = error instanceof StageError ? messageOf(error) : systemFault(error);
    terminal.err(ports.redactor.text(known ?? `${messageOf(error)}\n${(error as Error).stack ?? ''}`));
    return exitCodes.infrastructure;
  }
}

type UseCase = (args: ParsedArgs, ports: PipelinePorts, terminal: Terminal) => Promise<number> | number;

const useCases: Readonly<Record<string, UseCase>> = {
  help: (args, _, terminal) => say(terminal, helpText(args.positionals[0])),
  version: (_, __, terminal) => say(terminal, terminal.version),
  completion: printCompletion,
  init: initCommand,
  doctor: doctorCommand,
  plan: printPlan,
  run: runPipelineCommand,
  down: downCommand,
  check: checkCommand,
  record: recordCommand,
  diagnose: diagnoseCommand,
  report: reportCommand,
  rollback: rollbackCommand,
};

function say(terminal: Terminal, text: string): number {
  terminal.out(text);
  return 0;
}

function printCompletion(args: ParsedArgs, _: PipelinePorts, terminal: Terminal): number {
  const shell = shells.find((known) => known === args.positionals[0]) as Shell | undefined;
  if (!shell) throw new UsageError([{ source: 'completion', message: `wants one of ${shells.join(', ')}` }]);
  return say(terminal, completionScript(shell));
}

async function printPlan(args: ParsedArgs, ports: PipelinePorts, terminal: Terminal): Promise<number> {
  const { plan, config } = await prepared(args, ports, terminal);
  return say(terminal, args.switches.has('json') ? JSON.stringify(plan, null, 2) : explainPlan(plan, config));
}

function prepared(args: ParsedArgs, ports: PipelinePorts, terminal: Terminal): Promise<Prepared> {
  const { config: file, out: _out, ...inputs } = args.flags;
  return prepare({
    workspace: terminal.cwd,
    ...(file === undefined ? {} : { file }),
    inputs,
    ports,
    runId: runIdOf(ports),
  });
}

async function runPipelineCommand(args: ParsedArgs, ports: PipelinePorts, terminal: Terminal): Promise<number> {
  const plan = await prepared(args, ports, terminal);
  const settings: RunSettings = {
    runId: runIdOf(ports),
    workspace: terminal.cwd,
    home: homeFolder(ports.env),
    out: resolve(terminal.cwd, args.flags.out ?? '.taskflow-k8s/report'),
    keep: plan.config.cluster.keep ?? true,
    inputSecrets: plan.inputSecrets,
    version: terminal.version,
    root: terminal.root,
    strictGit: ports.env.CI === 'true',
    builder: 'auto',
    cleanUpAfterCancel: true,
    onCluster: () => undefined,
    onLock: () => undefined,
  };
  const secrets = await readSecrets(plan.config.secrets, ports, settings);
  const screen = screenFor(args, ports, terminal);
  const report = await carryOut(plan, { ports, settings, secrets, show: screen.show, signal: terminal.signal });
  // The report is no part of the repository, and nobody should have to say so.
  if (args.flags.out === undefined) await writeFile(join(terminal.cwd, '.taskflow-k8s/.gitignore'), '*\n');
  screen.close(report, join(settings.out, 'index.html'));
  return exitCodes[report.verdict];
}

export function screenFor(args: ParsedArgs, ports: Pick<PipelinePorts, 'clock' | 'env'>, { stdout }: Terminal): Screen {
  if (args.switches.has('json')) return jsonScreen(stdout);
  const wish = { color: !args.switches.has('no-color'), quiet: args.switches.has('quiet') };
  return openScreen(stdout, lookOf(stdout, ports.env, wish), ports.clock.now);
}

function runIdOf(ports: PipelinePorts): string {
  return ports.env.GITHUB_RUN_ID ?? ports.clock.now().toString(36);
}
