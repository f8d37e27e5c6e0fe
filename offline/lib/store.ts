import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { sha256OfFile } from './hash.ts';
import type { MadeFile, PartRecord } from './part.ts';
import type { Planned } from './plan.ts';

/** Where kits live: outside any checkout, so that a second one finds them. */
export const storeRoot = (): string => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'taskflow-k8s');

export const partDir = (root: string, { part, hash }: Planned): string => join(root, 'parts', `${part.name}-${hash}`);

/** A part is whole or absent: its directory appears by one rename, with its record inside. */
export const isWhole = (root: string, planned: Planned): boolean =>
  existsSync(join(partDir(root, planned), 'part.json'));

export const readRecord = async (root: string, planned: Planned): Promise<PartRecord> =>
  JSON.parse(await readFile(join(partDir(root, planned), 'part.json'), 'utf8'));

export const keep = async (
  root: string,
  planned: Planned,
  made: { dir: string; record: PartRecord },
): Promise<void> => {
  await writeFile(join(made.dir, 'part.json'), `${JSON.stringify(made.record, undefined, 2)}\n`);
  await mkdir(join(root, 'parts'), { recursive: true });
  await rename(made.dir, partDir(root, planned));
};

/** What killed builders left. Only the lock's holder may call this. */
export const sweep = (root: string): Promise<void> => rm(join(root, 'making'), { recursive: true, force: true });

export const listFiles = async (dir: string): Promise<readonly MadeFile[]> => {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files: MadeFile[] = [];
  for (const path of paths.sort()) {
    files.push({ path: relative(dir, path), size: (await stat(path)).size, sha256: await sha256OfFile(path) });
  }
  return files;
};
