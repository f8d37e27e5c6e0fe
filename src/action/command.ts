import { commands } from '../cli/commands.ts';
import { runCli } from '../cli/run.ts';
import type { RawInputs } from '../config/inputs.ts';
import type { PipelinePorts } from '../pipeline/context.ts';
import { harmless } from './commands.ts';
import type { Platform } from './platform.ts';
import type { ActionProcess } from './run.ts';

/** A command of the command line as a step; what it prints goes to the job log. */
export function runCommand(
  argv: readonly string[],
  platform: Pick<Platform, 'log' | 'fail'>,
  ports: PipelinePorts,
  { workspace, ...process }: ActionProcess,
): Promise<number> {
  const log = (text: string): void => {
    for (const line of text.replace(/\n$/, '').split('\n')) platform.log(harmless(line));
  };
  return runCli(argv, ports, {
    ...process,
    cwd: workspace,
    out: log,
    err: platform.fail,
    stdout: { write: log },
  });
}

/** Commands whose `--out` is the folder of a report. */
const reporting = ['rollback', 'check', 'diagnose'];

/** `rollback --to 3` → words, with every input that this command has a flag for. */
export function commandLine(command: string, inputs: RawInputs, out: string): readonly string[] {
  const words = command.trim().split(/\s+/);
  const [name = ''] = words;
  const flags = commands[name]?.flags ?? {};
  const given = Object.entries({ ...inputs, ...(reporting.includes(name) && { out }) }).filter(
    ([name]) => name in flags && !words.includes(`--${name}`),
  );
  return [...words, ...given.map(([name, value]) => `--${name}=${value}`)];
}
