import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { KnownLayers } from './save-filter.ts';

/** Enough for hundreds of images; the oldest are forgotten first. */
const limit = 5000;

/** Layer paths that earlier archives of an older Docker taught us. Losing the file costs time, never correctness. */
export async function recallLayers(file: string): Promise<KnownLayers> {
  try {
    return new Map(Object.entries(JSON.parse(await readFile(file, 'utf8')) as Record<string, string>));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return new Map();
    throw error;
  }
}

export async function rememberLayers(file: string, learnt: ReadonlyMap<string, string>): Promise<void> {
  if (learnt.size === 0) return;
  const all = new Map(await recallLayers(file));
  for (const [path, digest] of learnt) {
    all.delete(path);
    all.set(path, digest);
  }
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, JSON.stringify(Object.fromEntries([...all].slice(-limit))));
  await rename(temporary, file);
}
