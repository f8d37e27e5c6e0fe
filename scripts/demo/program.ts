import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { clock } from '../../offline/lib/progress.ts';

export const root = join(import.meta.dirname, '../..');

const begun = Date.now();

export const step = (text: string): void => console.log(`${clock(Date.now() - begun)}  ${text}`);

export type Running = {
  readonly env?: Readonly<Record<string, string>>;
  /** The first words of the message when it fails; what went wrong the program has said itself. */
  readonly failure?: string;
  readonly signal?: AbortSignal;
};

/** Runs a program to its end, with its output shown as it comes. */
export const program = (command: string, args: readonly string[], running: Running = {}): Promise<void> =>
  new Promise((resolve, reject) => {
    const { env = {}, failure = `${[command, ...args].join(' ')} failed`, signal } = running;
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: 'inherit', signal });
    child.once('error', reject);
    child.once('close', (code, by) =>
      code === 0 ? resolve() : reject(new Error(`${failure} (${code ?? by}); the reason is above.`)),
    );
  });
