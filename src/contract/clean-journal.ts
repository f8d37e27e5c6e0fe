import type { ContractPorts } from './check-contract.ts';
import type { Contract, Step } from './contract.ts';
import { cleanUp } from './run/cleanup.ts';
import type { Pending } from './run/journal.ts';
import { type Lane, openLane, take } from './run/lane.ts';
import { buildRequest, defaultMaxBytes } from './run/request.ts';
import { makeSend, type Send } from './run/send.ts';
import type { Cleaned } from './run/take-back.ts';
import { namesIn } from './run/template.ts';

export interface CleanJournalInput {
  readonly contract: Contract;
  readonly pending: readonly Pending[];
  readonly ports: Pick<ContractPorts, 'http' | 'clock'>;
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/** Takes back what a run that was killed left behind, from its journal: logs in again, deletes, verifies. */
export async function cleanFromJournal(input: CleanJournalInput): Promise<readonly Cleaned[]> {
  const { contract, ports, signal } = input;
  const send = makeSend({ ...ports, concurrency: 1, onExchange: () => undefined, ...(signal && { signal }) });
  const cleaned: Cleaned[] = [];
  for (const [, pending] of Map.groupBy(input.pending, ({ lane, run }) => `${run} ${lane}`)) {
    const lane = await reopen(pending, input, send);
    const sent = pending.filter(({ item }) => item === undefined);
    cleaned.push(...(await cleanUp({ contract, lanes: [lane], send, sent })));
  }
  return cleaned;
}

async function reopen(pending: readonly Pending[], { contract, values }: CleanJournalInput, send: Send): Promise<Lane> {
  const [first] = pending;
  if (!first) throw new Error('a group has a member');
  const { lane: name, api, run: runId } = first;
  const lane = openLane({ name, site: { api }, readOnly: false, contract, runId, values });
  for (const { step, captured, item, mark } of pending) {
    if (item !== undefined) {
      lane.made.push({
        step,
        item,
        ...(mark === undefined ? { kind: 'captured', captured } : { kind: 'marked', mark }),
      });
      continue;
    }
    lane.done.add(step);
    for (const [key, value] of Object.entries(captured)) lane.captured.set(key, value);
  }
  for (const step of sessionSteps(pending, lane, contract)) await repeat(step, lane, { contract, send });
  return lane;
}

/** The steps whose captures the cleanup needs and which may be repeated, such as a login. */
function sessionSteps(pending: readonly Pending[], lane: Lane, { steps }: Contract): readonly Step[] {
  const made = steps.filter(({ id }) => pending.some(({ step }) => step === id));
  const names = made.flatMap(({ cleanup, request }) => namesIn(JSON.stringify([cleanup, request.headers])));
  const owners = new Set(names.filter((name) => !lane.captured.has(name)).map((name) => name.split('.')[0]));
  return steps.filter(({ id, effect }) => owners.has(id) && effect === 'none');
}

async function repeat(step: Step, lane: Lane, { contract, send }: { contract: Contract; send: Send }): Promise<void> {
  const limits = { timeoutMs: contract.timeoutMs, maxBytes: defaultMaxBytes };
  const { outcome, at } = await send(lane, buildRequest(step.request, lane, limits), { step: step.id, harmless: true });
  // Without an answer the cleanup itself says what it lacks.
  if (outcome.ok) take(lane, step, { response: outcome.response, at });
}
