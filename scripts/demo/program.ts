import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { clock } from '../../offline/lib/progress.ts';

export const root = join(import.meta.dirname, '../..');

const begun = Date.now();

export const step = (text: string): void => console.log(`${clock(Date.now() - begun)}  ${text}`);

/** Set off by Ctrl-C: what runs is told to end and is waited for, so that it can clean up. */
export const stopped = (() => {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.on(name, () => stop.abort(new Error(`stopped by ${name}`)));
  return stop.signal;
})();

export type Running = {
  readonly env?: Readonly<Record<string, string>>;
  /** The first words of the message when it fails; what went wrong the program has said itself. */
  readonly failure?: string;
  /** Cleans up: it runs to its end also when all else is stopped. */
  readonly always?: boolean;
};

/** Runs a program to its end, with its output shown as it comes. */
export const program = (command: string, args: readonly string[], running: Running = {}): Promise<void> =>
  new Promise((resolve, reject) => {
    const { env = {}, failure = `${[command, ...args].join(' ')} failed`, always = false } = running;
    if (!always) stopped.throwIfAborted();
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: 'inherit' });
    const end = (): boolean => child.kill('SIGTERM');
    if (!always) stopped.addEventListener('abort', end, { once: true });
    child.once('error', reject);
    child.once('close', (code, by) => {
      stopped.removeEventListener('abort', end);
      if (code === 0) resolve();
      else reject(stopped.aborted ? stopped.reason : new Error(`${failure} (${code ?? by}); the reason is above.`));
    });
  });
