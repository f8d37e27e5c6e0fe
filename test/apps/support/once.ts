import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder's content the first time it is wanted, also when several processes want it at once.
 * A folder without its mark was interrupted half-way and is made again.
 */
export function once(folder: string, make: () => void): void {
  const mark = `${folder}/.complete`;
  if (existsSync(mark)) return;
  mkdirSync(dirname(folder), { recursive: true });
  const release = lock(`${folder}.lock`);
  try {
    if (existsSync(mark)) return;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    make();
    writeFileSync(mark, '');
  } finally {
    release();
  }
}

function lock(file: string): () => void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  while (!claimed(file)) {
    if (!ownerLives(file)) rmSync(file, { force: true });
    else Atomics.wait(pause, 0, 0, 200);
  }
  return () => rmSync(file, { force: true });
}

function claimed(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function ownerLives(file: string): boolean {
  try {
    const owner = Number(readFileSync(file, 'utf8'));
    // Empty for a moment between its creation and the owner's number.
    return owner === 0 || process.kill(owner, 0);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code !== 'ESRCH' && code !== 'ENOENT';
  }
}
