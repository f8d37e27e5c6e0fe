import { spawnSync } from 'node:child_process';

type Options = { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> };

/** Runs to the end with its output in the caller's; what goes wrong is an error that repeats the command. */
export function run(command: string, args: readonly string[], { cwd, env }: Options = {}): void {
  // Standard output stays free for the one line of JSON that a caller may parse.
  const done = spawnSync(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 2, 2] });
  if (done.error) throw done.error;
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${done.status ?? done.signal}`);
}

/** True when the command exists and ends well; its output is not wanted. */
export const works = (command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): boolean =>
  spawnSync(command, args, { stdio: 'ignore', env: { ...process.env, ...env } }).status === 0;
