import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { StagePorts } from '../ports/stage.ts';

const pollMs = 500;

/** One run at a time makes or remakes a cluster of one name; a second one waits and then finds it made. */
export async function withClusterLock<T>(file: string, ports: StagePorts, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  await take(file, ports);
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string, { clock, signal, emit }: StagePorts): Promise<void> {
  const mine = `${file}.${randomUUID()}`;
  let said = false;
  for (;;) {
    await writeFile(mine, String(process.pid));
    // A link either makes the lock whole, with its owner in it, or fails.
    const taken = await link(mine, file).then(() => true, exists);
    await rm(mine, { force: true });
    if (taken) return;
    const owner = await ownerOf(file);
    if (owner === undefined) continue;
    if (!isAlive(owner)) {
      await breakLock(file, owner);
      continue;
    }
    const text = `another run (process ${owner}) is working on this cluster; waiting for it`;
    if (!said) emit({ kind: 'progress', stage: 'cluster', text });
    said = true;
    await clock.sleep(pollMs, signal);
  }
}

function exists(error: NodeJS.ErrnoException): false {
  if (error.code === 'EEXIST') return false;
  throw error;
}

async function ownerOf(file: string): Promise<number | undefined> {
  try {
    return Number(await readFile(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Its owner was killed. Moved away first, because only one can move it; a lock that changed hands meanwhile is put back. */
async function breakLock(file: string, dead: number): Promise<void> {
  const aside = `${file}.broken.${process.pid}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if ((await ownerOf(aside)) !== dead) await link(aside, file).catch(exists);
  await rm(aside, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: somebody else's process, but a process.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
