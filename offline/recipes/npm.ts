import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Work } from '../lib/part.ts';

export const npmHost = { npm: 'npm' };

/** What a committed lock file names, verified by npm against it. Returns the node_modules directory. */
export const installLocked = async (work: Work, lock: string): Promise<string> => {
  const dir = join(work.scratch, 'npm');
  await mkdir(dir, { recursive: true });
  for (const file of ['package.json', 'package-lock.json'])
    await copyFile(work.source(join(lock, file)), join(dir, file));
  await work.run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--no-progress'], { cwd: dir });
  return join(dir, 'node_modules');
};
