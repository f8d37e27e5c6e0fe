import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Disturbance } from './table.ts';

/** The run has a small file system of its own for its report and its temporary files. */
export const fillDisk: Disturbance['begin'] = async ({ world }) => {
  const ballast = join(world.small, 'ballast');
  // It ends when nothing more fits, which is what is wanted.
  spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=64k'], { stdio: 'ignore' });
  return async () => rmSync(ballast, { force: true });
};
