import { randomBytes } from 'node:crypto';
import type { ContractPorts } from './check-contract.ts';
import type { Contract, Site } from './contract.ts';
import { openLane, take } from './run/lane.ts';
import { buildRequest, defaultMaxBytes } from './run/request.ts';
import { type Exchange, makeSend } from './run/send.ts';
import { MissingValue } from './run/template.ts';
import { type Har, toHar } from './snapshot/har.ts';
import { contractHash, hider } from './snapshot/secrets.ts';

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
}

/** Asks the reference several times, with the gap between, and keeps what it said. It is only read. */
export async function recordContract(input: RecordInput): Promise<Recorded> {
  const { contract, ports, signal } = input;
  const exchanges: Exchange[] = [];
  const runId = randomBytes(4).toString('hex');
  const lane = openLane({ name: 'ref', site: input.reference, contract, runId, values: input.values, readOnly: true });
  const onExchange = (exchange: Exchange): void => void exchanges.push(exchange);
  const send = makeSend({ ...ports, onExchange, concurrency: 4, ...(signal && { signal }) });
  const left = new Map<string, string>();
  for (let round = 0; round < (input.observations ?? 3); round++) {
    if (round > 0) await ports.clock.sleep(contract.reference.minGapMs, signal);
    for (const step of contract.steps.filter(({ id, repeatable }) => !left.has(id) && (round === 0 || repeatable))) {
      const missing = step.needs.find((need) => !lane.done.has(need));
      if (missing !== undefined) {
        left.set(step.id, `needs ${missing}`);
        continue;
      }
      try {
        const limits = { timeoutMs: contract.timeoutMs, maxBytes: defaultMaxBytes };
        const { outcome, at } = await send(lane, buildRequest(step.request, lane, limits), {
          step: step.id,
          harmless: step.effect === 'none',
        });
        if (outcome.ok) take(lane, step, { response: outcome.response, at });
        else left.set(step.id, outcome.failure.message);
      } catch (thrown) {
        if (!(thrown instanceof MissingValue)) throw thrown;
        left.set(step.id, thrown.message);
      }
    }
  }
  const hide = hider(secretsOf(input), randomBytes(32).toString('hex'));
  const sidecar = { recordedAt: ports.clock.now(), contractHash: contractHash(input.text), lane };
  const recorded = [...new Set(exchanges.filter(({ outcome }) => outcome.ok).map(({ step }) => step))];
  return { har: toHar(exchanges, sidecar, hide), recorded, left: [...left].map(([step, why]) => ({ step, why })) };
}

/** Everything that the contract calls a secret. */
function secretsOf({ text, values }: RecordInput): readonly string[] {
  const names = [...text.matchAll(/secret\.(\w+)/g)].map(([, name]) => name as string);
  return names.flatMap((name) => values[name] ?? []);
}
