/** Runs a program to its end; a failure names the command and ends with what the program said last. */
import { spawn } from 'node:child_process';

export type RunOptions = { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> };

export const run = (tool: string, args: readonly string[], options: RunOptions = {}): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(tool, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', (error) => reject(new Error(`${tool} could not be started: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(Buffer.concat(out).toString());
      reject(new Error(failure([tool, ...args], code ?? signal, Buffer.concat(err).toString())));
    });
  });

const failure = (command: readonly string[], end: number | string | null, stderr: string): string =>
  [`${command.join(' ')} ended with ${end}`, ...stderr.trimEnd().split('\n').slice(-15)].join('\n  ');
