import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from '../support/pipeline.ts';

export interface Started {
  readonly exited: Promise<number | null>;
  readonly output: () => string;
  readonly signal: (name: NodeJS.Signals) => void;
  /** Itself first, while it runs. */
  readonly pids: () => readonly number[];
  /** What it has started and what still runs, itself included. */
  readonly alive: () => readonly string[];
  /** The program and all that it has started, at once and without a chance to clean up: what a lost machine does. */
  readonly killAll: () => Promise<void>;
}

/** The built command line, still running when this returns. */
export function startTaskflow(args: readonly string[], env: Readonly<Record<string, string>> = {}): Started {
  const mark = `RELEASES_RUN=${process.pid}-${Date.now()}-${Math.random()}`;
  const [name = '', value = ''] = mark.split('=');
  const child = spawn(process.execPath, [join(root, 'dist/cli/index.js'), ...args], {
    cwd: root,
    env: { ...process.env, ...env, [name]: value },
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return {
    exited,
    output: () => Buffer.concat(chunks).toString('utf8'),
    signal: (signal) => child.kill(signal),
    pids: () => markedProcesses(mark).sort((a, b) => Number(b === child.pid) - Number(a === child.pid)),
    alive: () => markedProcesses(mark).map(commandOf),
    killAll: async () => {
      for (let found = markedProcesses(mark); found.length > 0; found = markedProcesses(mark)) {
        for (const pid of found) kill(pid);
        await pause(50);
      }
      await exited;
    },
  };
}

/** Every process inherits the mark in its environment, wherever its parent has gone. */
function markedProcesses(mark: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => environmentOf(pid).split('\0').includes(mark));
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    // It has ended meanwhile, or is nobody's.
    return '';
  }
}

export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

export async function until(condition: () => boolean, withinMs = 60_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`not so within ${withinMs} ms: ${condition}`);
    await pause(200);
  }
}

/** An environment in which `helm` is Helm 4. */
export function helm4(work: string): Readonly<Record<string, string>> {
  const bin = join(work, 'helm4');
  mkdirSync(bin, { recursive: true });
  symlinkSync(execFileSync('sh', ['-c', 'command -v helm4'], { encoding: 'utf8' }).trim(), join(bin, 'helm'));
  return { PATH: `${bin}:${process.env.PATH}` };
}
