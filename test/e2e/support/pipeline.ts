import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../../src/model/report.ts';

export const root = join(import.meta.dirname, '../../..');
const cli = join(root, 'dist/cli/index.js');

export interface Ran {
  readonly code: number | null;
  readonly output: string;
}

/** The built command line, as a user runs it. */
export function taskflow(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd: string = root,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], { cwd, env: { ...process.env, ...env } });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString('utf8') }));
  });
}

export function reportIn(folder: string): Report {
  return JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Report;
}

/** What is known before anything is started: the node's address and the name of the cluster. */
export async function planOf(
  file: string,
  env: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
  cwd: string = root,
): Promise<{ clusterName: string; nodeAddress: string }> {
  const { code, output } = await taskflow(['plan', '-c', file, '--json', ...flags], env, cwd);
  if (code !== 0) throw new Error(output);
  return JSON.parse(output) as { clusterName: string; nodeAddress: string };
}
