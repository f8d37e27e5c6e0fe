import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = 'taskflow-k8s-';

/** A folder for a moment. Its name says whose it is, so that what a killed process has left can be found. */
export function scratch(what: string): Promise<string> {
  return mkdtemp(join(tmpdir(), `${prefix}${what}-${process.pid}-`));
}

/** Removes the folders of processes that are gone. A number that was given to another process since keeps its folder until later. */
export async function sweepScratch(root: string = tmpdir()): Promise<void> {
  const stale = (await readdir(root)).filter((name) => {
    const owner = /^taskflow-k8s-[a-z]+-(\d+)-\w{6}$/.exec(name)?.[1];
    return owner !== undefined && !isAlive(Number(owner));
  });
  for (const name of stale) await rm(join(root, name), { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process may not be asked; it is alive.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
