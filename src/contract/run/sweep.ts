import type { Step } from '../contract.ts';
import { milliseconds } from '../file/fields.ts';
import type { SweepFields } from '../file/step.ts';
import { type RunContext, unknownName } from './context.ts';
import type { Lane } from './lane.ts';
import { takeBackListed } from './listed.ts';
import type { Cleaned } from './take-back.ts';

interface Sweep {
  readonly lane: Lane;
  readonly step: Step;
  readonly rules: SweepFields;
}

/**
 * Takes back what runs that died long ago left on a side: only what carries our own mark and is older than any run that
 * could still be at work. Each side is swept once, as soon as it can ask for the list.
 */
export function sweeper(context: RunContext, lanes: readonly Lane[]): () => Promise<readonly Cleaned[]> {
  const waiting = new Set<Sweep>(
    lanes.flatMap((lane) =>
      context.contract.steps.flatMap((step) =>
        step.cleanup?.sweep && !lane.readOnly ? [{ lane, step, rules: step.cleanup.sweep }] : [],
      ),
    ),
  );
  return async () => {
    const ready = [...waiting].filter(({ lane, step }) => unknownName(step.request.headers, lane) === undefined);
    for (const one of ready) waiting.delete(one);
    const cleaned: Cleaned[] = [];
    for (const one of ready) cleaned.push(...(await sweep(one, context)));
    return cleaned;
  };
}

async function sweep({ lane, step, rules }: Sweep, { contract, send, clock }: RunContext): Promise<readonly Cleaned[]> {
  const before = clock.now() - milliseconds(rules.older ?? '1h');
  const ours = (mark: string, created: number): boolean => mark.startsWith(rules.starts) && created < before;
  return takeBackListed(step, { lane, contract, send }, ours);
}
