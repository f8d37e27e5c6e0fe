import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type CheckResult, check } from '../../model/check.ts';
import { UsageError } from '../../model/problem.ts';
import { formatWhere } from '../compare/difference.ts';
import type { Contract } from '../contract.ts';
import type { StepResult } from './observe.ts';

/** A place whose value the reference was seen to vary. Only values are learned: never a type, an absence or an order. */
export interface Noise {
  readonly step: string;
  /** `value $.now`: the kind of difference and its place. */
  readonly what: string;
  readonly runs: number;
  readonly lastSeen: string;
}

/** Not seen to vary for so long: forgotten, so that a place which has become constant is compared again. */
const forgetAfterMs = 90 * 86_400_000;

/** What earlier runs have learned; nothing where the file is not there yet. */
export async function readNoise({ reference }: Contract, folder: string): Promise<readonly Noise[]> {
  if (reference.noise === undefined) return [];
  const fault = (message: string): UsageError => new UsageError([{ source: reference.noise ?? '', message }]);
  try {
    const read: unknown = JSON.parse(await readFile(resolve(folder, reference.noise), 'utf8'));
    if (Array.isArray(read) && read.every((one) => typeof one?.step === 'string' && typeof one?.what === 'string'))
      return read as readonly Noise[];
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw fault(`cannot be read: ${(thrown as Error).message}`);
  }
  throw fault('is no noise profile of this program');
}

/** The profile after this run: a place is learned when production itself gave two values there. */
export function learnNoise(known: readonly Noise[], results: readonly StepResult[], now: number): readonly Noise[] {
  const kept = known.filter(({ lastSeen }) => now - Date.parse(lastSeen) < forgetAfterMs);
  const all = new Map(kept.map((one) => [`${one.step} ${one.what}`, one]));
  for (const { step, outcome } of results) {
    if (outcome.kind !== 'judged') continue;
    for (const { where, kind, state, learned } of outcome.judgement.findings) {
      if (state !== 'masked' || kind === undefined || learned) continue;
      const what = `${kind} ${formatWhere(where)}`;
      const runs = (all.get(`${step.id} ${what}`)?.runs ?? 0) + 1;
      all.set(`${step.id} ${what}`, { step: step.id, what, runs, lastSeen: new Date(now).toISOString() });
    }
  }
  return [...all.values()];
}

/** What a reviewer has to know: which places are no longer compared exactly from the next run on. */
export function noiseCheck(known: readonly Noise[], learned: readonly Noise[]): CheckResult | undefined {
  const old = new Set(known.map(({ step, what }) => `${step} ${what}`));
  const fresh = learned.map(({ step, what }) => `${step}: ${what}`).filter((line) => !old.has(line.replace(': ', ' ')));
  if (fresh.length === 0) return undefined;
  return check({
    id: 'contract.noise',
    title: 'noise learned in this run',
    verdict: 'passed',
    detail: [...fresh, 'a value may vary at these places; its type and format may not'].join('\n'),
  });
}
