import type { Contract } from '../contract.ts';
import type { Lane } from './lane.ts';
import { takeBackListed } from './listed.ts';
import type { Made } from './made.ts';
import type { Send } from './send.ts';
import { type Cleaned, takeBack } from './take-back.ts';

export interface CleanupInput {
  readonly contract: Contract;
  readonly lanes: readonly Lane[];
  readonly send: Send;
  /** Steps that were sent to a side, in order, whether or not an answer came. */
  readonly sent: readonly Sent[];
}

export interface Sent {
  readonly lane: Lane['name'];
  readonly step: string;
  /** The request went out, and no answer came: it may have been carried out. */
  readonly unsure?: boolean;
}

/** Takes back what was made, last first; one failure does not stop the rest. */
export async function cleanUp(input: CleanupInput): Promise<readonly Cleaned[]> {
  const { contract, lanes, send } = input;
  const steps = new Map(contract.steps.map((step) => [step.id, step]));
  const cleaned: Cleaned[] = [];
  for (const lane of lanes) {
    for (const made of [...lane.made].reverse()) cleaned.push(...(await takeBackMade(made, lane, input)));
  }
  for (const { lane: name, step: id, unsure } of [...input.sent].reverse()) {
    const step = steps.get(id);
    const lane = lanes.find((one) => one.name === name && !one.readOnly);
    if (!step?.cleanup || !lane) continue;
    cleaned.push(await takeBack(step, step.cleanup, { contract, send, lane, ...(unsure && { unsure }) }));
  }
  return cleaned;
}

async function takeBackMade(made: Made, lane: Lane, input: CleanupInput): Promise<readonly Cleaned[]> {
  const { contract, send } = input;
  const step = contract.steps.find(({ id }) => id === made.step);
  if (!step?.cleanup)
    return [{ lane: lane.name, ...made, ok: false, detail: `no step “${made.step}” cleans up any more` }];
  const where = { contract, send, lane, item: made.item };
  if (made.kind === 'marked') return takeBackListed(step, where, (mark) => mark.startsWith(made.mark));
  const own: Lane['lookup'] = (key) => made.captured[key] ?? (isOf(step.id, key) ? undefined : lane.lookup(key));
  return [await takeBack(step, step.cleanup, { ...where, lane: { ...lane, lookup: own } })];
}

/** A thing without its own name must not be taken for the one that the step made. */
function isOf(step: string, key: string): boolean {
  return key.startsWith(`${step}.`);
}
