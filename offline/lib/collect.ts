import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { kitDir, readKit } from './kit.ts';
import type { Planned } from './plan.ts';

export type Rule = {
  /** Kits that no checkout has used for so long are removed, and parts that none of the other kits holds. */
  readonly days: number;
  /** What this checkout's kit is made of: it stays, whole or not. */
  readonly current: readonly Planned[];
};

export type Collected = { readonly kits: readonly string[]; readonly parts: readonly string[] };

/** A kit says itself when it was last put to use: any checkout may use it. */
export const markUsed = async (kit: string): Promise<void> => {
  await mkdir(kit, { recursive: true });
  await writeFile(join(kit, stamp), '');
};

const stamp = 'used';

/** The caller holds the lock. Files are links: what a cluster or a home still holds is not taken from it. */
export const collect = async (root: string, { days, current }: Rule): Promise<Collected> => {
  const before = Date.now() - days * 86_400_000;
  const kits: string[] = [];
  const kept = new Set(current.map(({ part, hash }) => `${part.name}-${hash}`));
  for (const kit of await within(join(root, 'kit'))) {
    if (kit !== kitDir(root, current) && (await lastUse(kit)) < before) kits.push(kit);
    else for (const { name, hash } of (await readKit(kit))?.parts ?? []) kept.add(`${name}-${hash}`);
  }
  // A part may be waiting for a build that was interrupted, so it has its days too.
  const parts: string[] = [];
  for (const part of await within(join(root, 'parts')))
    if (!kept.has(part.slice(part.lastIndexOf('/') + 1)) && (await stat(part)).mtimeMs < before) parts.push(part);
  for (const dir of [...kits, ...parts]) await rm(dir, { recursive: true, force: true });
  return { kits, parts };
};

const within = async (dir: string): Promise<readonly string[]> =>
  existsSync(dir) ? (await readdir(dir)).map((name) => join(dir, name)) : [];

const lastUse = async (kit: string): Promise<number> => {
  const marked = join(kit, stamp);
  return (await stat(existsSync(marked) ? marked : kit)).mtimeMs;
};
