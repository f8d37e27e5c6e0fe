import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Report } from '../../../src/model/report.ts';
import type { Machine } from './machine.ts';

/** The built action, run as GitHub's runner runs it: inputs and files by environment, main first and post after it. */

export const root = join(import.meta.dirname, '../../..');
const bundle = join(root, 'dist/action/index.js');

export type Values = Readonly<Record<string, string>>;

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly log: string;
  readonly outputs: Values;
  readonly state: Values;
  readonly summary: string;
}

export interface Step {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

export interface JobOptions {
  readonly inputs?: Values;
  readonly env?: Values;
}

export function startMain(machine: Machine, options: JobOptions = {}): Step {
  return startStep(machine, 'main', options, {});
}

/** Post gets main's state and nothing else of it. */
export function runPost(machine: Machine, main: Pick<Ended, 'state'>, options: JobOptions = {}): Promise<Ended> {
  return startStep(machine, 'post', options, main.state).ended;
}

/** The runner's way to end a step: SIGINT, after 7.5 s SIGTERM, after 2.5 s more SIGKILL, to the one process alone. */
export async function cancel({ child, ended }: Step): Promise<Ended> {
  child.kill('SIGINT');
  for (const [ms, signal] of [
    [7500, 'SIGTERM'],
    [2500, 'SIGKILL'],
  ] as const) {
    const over = await Promise.race([ended, delay(ms)]);
    if (over) return over;
    child.kill(signal);
  }
  return ended;
}

export function reportOf(machine: Machine): Report {
  return JSON.parse(readFileSync(join(machine.temp, 'taskflow-k8s-report/report.json'), 'utf8')) as Report;
}

function startStep(machine: Machine, name: string, { inputs = {}, env = {} }: JobOptions, state: Values): Step {
  const files = Object.fromEntries(
    ['OUTPUT', 'STATE', 'STEP_SUMMARY', 'ENV', 'PATH'].map((file) => [file, join(machine.temp, `${name}-${file}`)]),
  );
  for (const file of Object.values(files)) writeFileSync(file, '');
  const child = spawn(process.execPath, [bundle], {
    cwd: machine.workspace,
    env: {
      PATH: machine.bin,
      HOME: machine.temp,
      TMPDIR: machine.temp,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: machine.workspace,
      GITHUB_REPOSITORY: 'org/shop',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_RUN_ID: '77',
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_JOB: 'deploy',
      RUNNER_TEMP: machine.temp,
      RUNNER_TOOL_CACHE: join(machine.temp, 'tools'),
      DATABASE_URL: 'postgres://shop:hunter2-is-secret@db/shop',
      ...mapKeys(files, (file) => `GITHUB_${file}`),
      ...mapKeys(inputs, (input) => `INPUT_${input.toUpperCase()}`),
      ...mapKeys(state, (key) => `STATE_${key}`),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => printed.push(chunk));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) =>
      resolve({
        code,
        signal,
        log: Buffer.concat(printed).toString('utf8'),
        outputs: commandFile(files.OUTPUT as string),
        state: commandFile(files.STATE as string),
        summary: readFileSync(files.STEP_SUMMARY as string, 'utf8'),
      }),
    );
  });
  return { child, ended };
}

function mapKeys(values: Values, rename: (key: string) => string): Values {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [rename(key), value]));
}

/** `NAME<<WORD`, lines, `WORD`: how an action hands values to the runner. The last one of a name counts. */
function commandFile(file: string): Values {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const values = [...text.matchAll(/^([^\n]+?)<<(\S+)\n([\s\S]*?)\n\2$/gm)];
  return Object.fromEntries(values.map(([, name, , value]) => [name as string, value as string]));
}
