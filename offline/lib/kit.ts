import { existsSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256OfFile } from './hash.ts';
import type { PartRecord } from './part.ts';
import { kitHash, type Planned } from './plan.ts';
import { isWhole, partDir, readRecord } from './store.ts';

export type KitRecord = {
  readonly hash: string;
  readonly parts: readonly PartRecord[];
  readonly missing: readonly string[];
};

export const kitDir = (root: string, planned: readonly Planned[]): string => join(root, 'kit', kitHash(planned));

/** Links every finished part's files into the kit. Each appears whole, kit.json last: a kill in between leaves nothing false. */
export const assemble = async (root: string, planned: readonly Planned[]): Promise<string> => {
  const kit = kitDir(root, planned);
  const whole = planned.filter((one) => isWhole(root, one));
  const parts: PartRecord[] = [];
  for (const one of whole) {
    const record = await readRecord(root, one);
    for (const file of record.files) await linkInto(join(partDir(root, one), file.path), join(kit, file.path));
    parts.push(record);
  }
  const missing = planned.filter((one) => !whole.includes(one)).map(({ part }) => part.name);
  await writeWhole(join(kit, 'kit.json'), { hash: kitHash(planned), parts, missing } satisfies KitRecord);
  return kit;
};

const linkInto = async (from: string, to: string): Promise<void> => {
  if (existsSync(to)) return;
  await mkdir(dirname(to), { recursive: true });
  await link(from, to).catch((fault: NodeJS.ErrnoException) => {
    if (fault.code !== 'EEXIST') throw fault; // another builder was quicker
  });
};

const writeWhole = async (path: string, content: unknown): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  const aside = `${path}.${process.pid}`;
  await writeFile(aside, `${JSON.stringify(content, undefined, 2)}\n`);
  await rename(aside, path);
};

export const readKit = async (kit: string): Promise<KitRecord | undefined> =>
  existsSync(join(kit, 'kit.json')) ? JSON.parse(await readFile(join(kit, 'kit.json'), 'utf8')) : undefined;

/** Reads every file again; returns the paths that are missing or differ, and removes the parts they came from. */
export const verify = async (root: string, planned: readonly Planned[]): Promise<readonly string[]> => {
  const kit = kitDir(root, planned);
  const wrong: string[] = [];
  for (const record of (await readKit(kit))?.parts ?? []) {
    for (const file of record.files) {
      const path = join(kit, file.path);
      if (existsSync(path) && (await sha256OfFile(path)) === file.sha256) continue;
      wrong.push(`${file.path} (${record.name})`);
      await rm(path, { force: true });
      await rm(join(root, 'parts', `${record.name}-${record.hash}`), { recursive: true, force: true });
    }
  }
  return wrong;
};
