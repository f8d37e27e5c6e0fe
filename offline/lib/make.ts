import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildAll } from './build.ts';
import { markUsed } from './collect.ts';
import { prepareHost } from './host.ts';
import { assemble } from './kit.ts';
import { lock } from './lock.ts';
import type { Planned } from './plan.ts';
import { progressOf } from './progress.ts';
import { isWhole, sweep } from './store.ts';

export type Place = { readonly root: string; readonly sources: string; readonly say: (line: string) => void };

/** Builds what is missing of the wanted parts and links everything that is whole into the kit, whose directory it answers. */
export const make = async (wanted: readonly Planned[], all: readonly Planned[], place: Place): Promise<string> => {
  const { root, sources, say } = place;
  const missing = () => wanted.filter((one) => !isWhole(root, one)).map(({ part }) => part);
  if (missing().length > 0) {
    await assemble(root, all); // what is whole can be used while the rest is built
    const held = await lock(root, (owner) =>
      say(`kit: another build is at work (${owner}); waiting for it to end ...`),
    );
    try {
      await sweep(root);
      const parts = missing();
      if (parts.length > 0) await prepareHost(parts, root);
      await mkdir(join(root, 'making'), { recursive: true });
      await buildAll(wanted, { root, sources, progress: progressOf(wanted.length, say) });
    } finally {
      await held.release();
    }
  }
  const kit = await assemble(root, all);
  await markUsed(kit);
  return kit;
};
