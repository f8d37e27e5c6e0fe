import { randomBytes } from 'node:crypto';
import type { ContractPorts } from './check-contract.ts';
import type { Seen } from './compare/seen.ts';
import type { Contract, Site, Step } from './contract.ts';
import { cleanUp } from './run/cleanup.ts';
import { groupSteps } from './run/groups.ts';
import { type Lane, openLane, take } from './run/lane.ts';
import { type MadeContext, madeBeside } from './run/made.ts';
import { buildRequest, defaultMaxBytes } from './run/request.ts';
import { type Exchange, makeSend, type Send } from './run/send.ts';
import type { Cleaned } from './run/take-back.ts';
import { MissingValue } from './run/template.ts';
import { type Har, toHar } from './snapshot/har.ts';
import { contractHash, hider, sensitiveValues } from './snapshot/secrets.ts';

export interface RecordInput {
  readonly contract: Contract;
  readonly text: string;
  readonly reference: Site;
  readonly ports: ContractPorts;
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly observations?: number;
  readonly signal?: AbortSignal;
}

export interface Recorded {
  readonly har: Har;
  readonly recorded: readonly string[];
  /** Steps without an answer, each with the reason. */
  readonly left: readonly { readonly step: string; readonly why: string }[];
  /** What was made on a disposable reference, and what became of it. */
  readonly cleaned: readonly Cleaned[];
}

/**
 * Asks the reference several times, with the gap between, and keeps what it said. It is only read, unless the contract calls
 * it disposable (live-rw): then what is written is written once, and taken back.
 */
export async function recordContract(input: RecordInput): Promise<Recorded> {
  const { contract, ports, signal } = input;
  const exchanges: Exchange[] = [];
  const runId = randomBytes(4).toString('hex');
  const readOnly = contract.reference.mode !== 'live-rw';
  const lane = openLane({ name: 'ref', site: input.reference, contract, runId, values: input.values, readOnly });
  // What is cleaned up is no answer to keep, and goes on after a cancellation.
  const sending = { ...ports, onExchange: (): void => undefined, concurrency: 4 };
  const onExchange = (exchange: Exchange): void => void exchanges.push(exchange);
  const send = makeSend({ ...sending, onExchange, ...(signal && { signal }) });
  let cleaned: readonly Cleaned[] = [];
  const left = new Map<string, string>();
  const recording: Recording = {
    contract,
    lane,
    send,
    left,
    pause: () => ports.clock.sleep(contract.reference.minGapMs, signal),
  };
  try {
    for (const group of groupSteps(contract.steps)) await recordGroup(group, input.observations ?? 3, recording);
  } finally {
    const sent = exchanges.map(({ lane: name, step }) => ({ lane: name, step }));
    const once = [...new Map(sent.map((one) => [one.step, one])).values()];
    cleaned = await cleanUp({ contract, lanes: [lane], send: makeSend(sending), sent: once });
  }
  const secrets = [...secretsOf(input), ...exchanges.flatMap(sensitiveValues)];
  const hide = hider(secrets, randomBytes(32).toString('hex'));
  const sidecar = { recordedAt: ports.clock.now(), contractHash: contractHash(input.text), lane };
  const recorded = [...new Set(exchanges.filter(({ outcome }) => outcome.ok).map(({ step }) => step))];
  const har = toHar(exchanges, sidecar, hide);
  return { har, recorded, left: [...left].map(([step, why]) => ({ step, why })), cleaned };
}

interface Recording {
  readonly contract: Contract;
  readonly lane: Lane;
  readonly send: Send;
  readonly left: Map<string, string>;
  readonly pause: () => Promise<void>;
}

/** All observations of a step before the next one: what it shows may be another thing after a step that writes. */
async function recordGroup(group: readonly Step[], observations: number, recording: Recording): Promise<void> {
  for (let round = 0; round < observations; round++) {
    const due = group.filter(({ id, repeatable }) => !recording.left.has(id) && (round === 0 || repeatable));
    if (due.length === 0) return;
    if (round > 0) await recording.pause();
    await Promise.all(due.map((step) => recordStep(step, recording)));
  }
}

async function recordStep(step: Step, { contract, lane, send, left }: Recording): Promise<void> {
  const missing = step.needs.find((need) => !lane.done.has(need));
  if (missing !== undefined) return void left.set(step.id, `needs ${missing}`);
  try {
    const limits = { timeoutMs: contract.timeoutMs, maxBytes: defaultMaxBytes };
    const request = buildRequest(step.request, lane, limits);
    const { outcome, at } = await send(lane, request, { step: step.id, harmless: step.effect === 'none' });
    if (outcome.ok) noteMade(step, take(lane, step, { response: outcome.response, at }), { contract, lane });
    else left.set(step.id, outcome.failure.message);
  } catch (thrown) {
    if (!(thrown instanceof MissingValue)) throw thrown;
    left.set(step.id, thrown.message);
  }
}

function noteMade(step: Step, seen: Seen, made: MadeContext): void {
  const beside = madeBeside(step, seen, made);
  if (beside) made.lane.made.push(beside);
}

/** Everything that the contract calls a secret. */
function secretsOf({ text, values }: RecordInput): readonly string[] {
  const names = [...text.matchAll(/secret\.(\w+)/g)].map(([, name]) => name as string);
  return names.flatMap((name) => values[name] ?? []);
}
