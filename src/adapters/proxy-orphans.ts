import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A proxy whose run was killed goes on for ever. Each is written down beside its socket; the next one to start ends it. */
interface Note {
  readonly pid: number;
  readonly owner: number;
}

export const proxyPrefix = 'tf-kube-';
const noteName = 'proxy.json';

export async function noteProxy(folder: string, pid: number): Promise<void> {
  await writeFile(join(folder, noteName), JSON.stringify({ pid, owner: process.pid } satisfies Note), { mode: 0o600 });
}

/** Ends what runs that are gone have left, with its folder. Whatever cannot be read or ended is somebody else's. */
export async function endOrphans(root: string = tmpdir()): Promise<readonly number[]> {
  const folders = (await readdir(root)).filter((name) => name.startsWith(proxyPrefix)).map((name) => join(root, name));
  const ended = await Promise.all(folders.map(endIfOrphan));
  return ended.flatMap((pid) => pid ?? []);
}

async function endIfOrphan(folder: string): Promise<number | undefined> {
  const note = await readNote(folder);
  if (!note || (await commandOf(note.owner)) !== undefined) return undefined;
  const argv = await commandOf(note.pid);
  // A number that was given to another process since is not ours to end.
  const ours = argv?.includes('proxy') && argv.includes(join(folder, 'api.sock'));
  if (ours) process.kill(-note.pid, 'SIGTERM');
  await rm(folder, { recursive: true, force: true });
  return ours ? note.pid : undefined;
}

async function readNote(folder: string): Promise<Note | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, noteName), 'utf8')) as Note;
  } catch (error) {
    if (isGone(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Undefined when there is no such process. */
async function commandOf(pid: number): Promise<readonly string[] | undefined> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return ['ENOENT', 'ESRCH', 'EACCES', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
}
