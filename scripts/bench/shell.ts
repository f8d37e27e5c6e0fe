import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface ShellOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that are no failure. */
  readonly accept?: readonly number[];
}

export interface Ran {
  readonly code: number;
  readonly output: string;
  readonly firstByteMs: number;
  /** The most memory that the process itself ever held; its children are not counted. */
  readonly peakBytes: number;
}

/** Runs one command to its end and tells when it first spoke and how large it grew. */
export function shell(command: string, args: readonly string[], options: ShellOptions = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let firstByteMs = Number.NaN;
    let peakBytes = 0;
    const look = (): void => {
      peakBytes = Math.max(peakBytes, highWater(child.pid));
    };
    const watch = setInterval(look, 100);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        if (output === '') firstByteMs = performance.now() - started;
        output += text;
        look();
      });
    }
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(watch);
      const ran = { code: code ?? -1, output, firstByteMs, peakBytes };
      if ((options.accept ?? [0]).includes(ran.code)) resolve(ran);
      else reject(new Error(`${[command, ...args].join(' ')} ended with ${ran.code}:\n${output.slice(-3_000)}`));
    });
  });
}

/** The kernel keeps the mark itself, so that looking now and then misses nothing but the last instant. */
function highWater(pid: number | undefined): number {
  try {
    const [, kilobytes = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) * 1_024;
  } catch {
    return 0; // It has ended, or this is no Linux.
  }
}
