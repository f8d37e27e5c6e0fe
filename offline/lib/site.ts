import { resolve } from 'node:path';
import { demoParts, parts } from '../parts/index.ts';
import { markUsed } from './collect.ts';
import { environmentOf, furnishHome } from './environment.ts';
import { kitDir, readKit } from './kit.ts';
import { type Planned, plan } from './plan.ts';
import { storeRoot } from './store.ts';

export const sources = resolve(import.meta.dirname, '..');

export const everything = (): readonly Planned[] =>
  plan(
    parts,
    parts.map(({ name }) => name),
    sources,
  );

/** "demo" stands for what the demo needs; no name for everything. */
export const chosen = (names: readonly string[]): readonly Planned[] =>
  names.length === 0
    ? everything()
    : plan(
        parts,
        names.flatMap((name) => (name === 'demo' ? demoParts : [name])),
        sources,
      );

/** The environment that puts this checkout's kit to use; empty where none is built. */
export const kitEnvironment = async (): Promise<Readonly<Record<string, string>>> => {
  const kit = kitDir(storeRoot(), everything());
  const record = await readKit(kit);
  if (!record?.parts.some(({ name }) => name === 'node-image')) return {};
  await markUsed(kit);
  await furnishHome(storeRoot(), kit);
  return environmentOf(storeRoot(), kit);
};
