import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const checkout = join(import.meta.dirname, '../../..');

export type Ended = { readonly code: number | null; readonly said: string };

export type Started = { readonly child: ChildProcess; readonly said: () => string; readonly ended: Promise<Ended> };

export const start = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Started => {
  const child = spawn(command, args, {
    cwd: checkout,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      said += chunk;
    });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, said }));
  });
  return { child, said: () => said, ended };
};

export const kit = (args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> =>
  start(process.execPath, ['offline/kit.ts', ...args], env).ended;

export const builder = (root: string, ...names: readonly string[]): Started =>
  start(process.execPath, [join(import.meta.dirname, 'builder.ts'), root, ...names]);

export const until = async (condition: () => boolean, what: string): Promise<void> => {
  const end = Date.now() + 60_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`never came: ${what}`);
    await new Promise((next) => setTimeout(next, 20));
  }
};

const folders: string[] = [];

export const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'kit-test-'));
  folders.push(made);
  return made;
};

export const removeFolders = (): void => {
  for (const one of folders.splice(0)) rmSync(one, { recursive: true, force: true });
};
