import { mkdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Failure } from './failure.ts';
import type { PartRecord, Work } from './part.ts';
import type { Planned } from './plan.ts';
import type { Progress } from './progress.ts';
import { runnerInto } from './run.ts';
import { isWhole, keep, listFiles, partDir } from './store.ts';

export type Site = { readonly root: string; readonly sources: string; readonly progress: Progress };

/** Builds what is missing, each part as soon as what it needs is there. The caller holds the lock. */
export const buildAll = async (planned: readonly Planned[], site: Site): Promise<void> => {
  const waiting = planned.filter((one) => !isWhole(site.root, one));
  site.progress.reused(planned.length - waiting.length);
  const running = new Map<Planned, Promise<void>>();
  const failures: unknown[] = [];
  while ((waiting.length > 0 && failures.length === 0) || running.size > 0) {
    const next = failures.length === 0 ? pick(waiting, [...running.keys()], site) : undefined;
    if (next) {
      waiting.splice(waiting.indexOf(next), 1);
      const work = buildOne(next, planned, site)
        .catch((fault: unknown) => void failures.push(fault))
        .finally(() => running.delete(next));
      running.set(next, work);
    } else await Promise.race(running.values());
  }
  site.progress.close();
  if (failures.length > 0) throw failures[0];
};

/** At most as many parts as cores (two at least: one waits for the network), and only one compiler among them. */
const pick = (waiting: readonly Planned[], running: readonly Planned[], { root }: Site): Planned | undefined => {
  if (running.length >= Math.max(2, availableParallelism())) return undefined;
  const compiling = running.some(({ part }) => part.lane === 'compiler');
  const unfinished = new Set([...waiting, ...running].map(({ part }) => part.name));
  return waiting.find(
    (one) =>
      !(compiling && one.part.lane === 'compiler') &&
      (one.part.needs ?? []).every((need) => !unfinished.has(need)) &&
      !isWhole(root, one),
  );
};

const buildOne = async (one: Planned, all: readonly Planned[], site: Site): Promise<void> => {
  const { part, hash } = one;
  const place = join(site.root, 'making', `${process.pid}-${part.name}`);
  const work = await prepare(one, { all, site, place });
  site.progress.started(part.name);
  const since = Date.now();
  try {
    const made = await part.build(work);
    const files = await listFiles(work.out);
    const record: PartRecord = { name: part.name, hash, ...made, seconds: (Date.now() - since) / 1000, files };
    await keep(site.root, one, { dir: work.out, record });
    site.progress.finished(
      part.name,
      files.reduce((sum, file) => sum + file.size, 0),
    );
  } catch (fault) {
    throw inPart(part.name, fault);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
};

const prepare = async (
  one: Planned,
  { all, site, place }: { all: readonly Planned[]; site: Site; place: string },
): Promise<Work> => {
  const log = join(site.root, 'logs', `${one.part.name}.log`);
  const out = join(place, 'out');
  const scratch = join(place, 'scratch');
  for (const dir of [out, scratch, join(site.root, 'logs')]) await mkdir(dir, { recursive: true });
  await rm(log, { force: true });
  const from = (name: string): string => {
    const need = one.part.needs?.includes(name) ? all.find(({ part }) => part.name === name) : undefined;
    if (!need) throw new Error(`the part "${one.part.name}" reads "${name}" without naming it in "needs"`);
    return partDir(site.root, need);
  };
  return { out, scratch, hash: one.hash, source: (path) => join(site.sources, path), from, run: runnerInto(log) };
};

const inPart = (name: string, fault: unknown): unknown => {
  if (fault instanceof Failure) return new Failure(`"${name}" could not be built: ${fault.message}.`, fault.remedy);
  if (fault instanceof Error && 'code' in fault && (fault.code === 'ENOSPC' || fault.code === 'EDQUOT'))
    return new Failure(
      `"${name}" could not be built: the disk is full.`,
      'Free some space, or set XDG_CACHE_HOME to a larger disk; what is finished is kept.',
    );
  return fault;
};
