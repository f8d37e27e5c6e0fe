import { randomBytes } from 'node:crypto';
import type { CheckResult } from '../model/check.ts';
import type { ContractSummary } from '../model/event.ts';
import type { Browser } from '../ports/browser.ts';
import type { Clock } from '../ports/clock.ts';
import type { Http } from '../ports/http.ts';
import { uiChecks } from './browser/ui.ts';
import type { Code } from './code/read.ts';
import type { Contract, Site } from './contract.ts';
import type { Keep } from './evidence.ts';
import { corsChecks } from './extra/cors.ts';
import { latencyChecks } from './extra/latency.ts';
import { routeChecks } from './extra/routes.ts';
import type { OpenApi } from './openapi/document.ts';
import { cleanUp, type Sent } from './run/cleanup.ts';
import type { RunContext } from './run/context.ts';
import { groupSteps } from './run/groups.ts';
import { type JournalLine, openJournal } from './run/journal.ts';
import { type Lane, type LaneName, openLane } from './run/lane.ts';
import { learnNoise, type Noise, noiseCheck } from './run/noise.ts';
import { observeStep, type StepResult } from './run/observe.ts';
import { type Exchange, makeSend } from './run/send.ts';
import type { Snapshot } from './run/snapshot.ts';
import { sweeper } from './run/sweep.ts';
import type { Cleaned } from './run/take-back.ts';
import { cleanupCheck, liveCheck, stepCheck, sweepCheck } from './show/checks.ts';

export interface ContractTargets {
  readonly candidate: Site;
  readonly reference?: Site;
}

export interface ContractPorts {
  readonly http: Http;
  readonly clock: Clock;
  /** A real browser; absent where a run has none. */
  readonly browser?: Browser;
}

export interface CheckContractInput {
  readonly contract: Contract;
  readonly targets: ContractTargets;
  readonly ports: ContractPorts;
  readonly snapshot?: Snapshot;
  /** The shape of answers where there is neither a live reference nor a snapshot. */
  readonly openapi?: OpenApi;
  /** The routes that the sources name. */
  readonly code?: Code;
  /** What earlier runs have learned. */
  readonly noise?: readonly Noise[];
  /** Values of `{{env.X}}` and `{{secret.X}}`. */
  readonly values?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  readonly runId?: string;
  /** Requests on the way at the same time. */
  readonly concurrency?: number;
  /** Whether latency is measured; through a port-forward it would say nothing about the candidate. */
  readonly measure?: boolean;
  /** Keeps a picture as evidence and returns the name of its file. */
  readonly keep?: Keep;
  /** Writes down what is made, before it is made; see `cleanFromJournal`. */
  readonly journal?: (line: JournalLine) => void;
  /** Files that show what went over the wire, named by every step that is not green. */
  readonly evidence?: readonly string[];
  readonly onCheck?: (check: CheckResult) => void;
  readonly onExchange?: (exchange: Exchange) => void;
}

export interface ContractOutcome {
  readonly checks: readonly CheckResult[];
  readonly summary: ContractSummary;
  readonly exchanges: readonly Exchange[];
  readonly cleaned: readonly Cleaned[];
  /** What is known of the reference's noise after this run. */
  readonly noise: readonly Noise[];
}

/** Holds a candidate against its reference, step by step. Whatever happens, what was made is taken back. */
export async function checkContract(input: CheckContractInput): Promise<ContractOutcome> {
  const exchanges: Exchange[] = [];
  const { context, lanes } = prepare(input, exchanges);
  const sweep = sweeper(context, lanes);
  const swept: Cleaned[] = [];
  const checks: CheckResult[] = [];
  const report = (check: CheckResult): void => {
    checks.push(check);
    input.onCheck?.(check);
  };
  const results: StepResult[] = [];
  let cleaned: readonly Cleaned[] = [];
  try {
    for (const group of groupSteps(input.contract.steps)) {
      input.signal?.throwIfAborted();
      const done = await Promise.all(group.map((step) => observeStep(step, context)));
      results.push(...done);
      for (const result of done) report(withEvidence(stepCheck(result, context), input));
      swept.push(...(await sweep()));
    }
    await corsChecks(context, report);
    await routeChecks(context, exchanges, report);
    await uiChecks(input, context, report);
    if (input.measure !== false) await latencyChecks(context, report);
  } finally {
    cleaned = await cleanUp({
      contract: input.contract,
      lanes,
      send: cleanupSend(input, exchanges),
      sent: sentSteps(exchanges),
    });
    context.journal?.cleaned(cleaned);
  }
  if (swept.length > 0) report(sweepCheck(swept));
  if (cleaned.length > 0) report(cleanupCheck(cleaned));
  const live = liveCheck(results);
  if (live) report(live);
  const noise = learnNoise(input.noise ?? [], results, input.ports.clock.now());
  const learned = input.contract.reference.noise === undefined ? undefined : noiseCheck(input.noise ?? [], noise);
  if (learned) report(learned);
  return { checks, exchanges, cleaned, noise, summary: summarise(input, checks, cleaned) };
}

function withEvidence(check: CheckResult, { evidence = [] }: CheckContractInput): CheckResult {
  return check.verdict === 'passed' || check.verdict === 'skipped' ? check : { ...check, evidence };
}

function prepare(
  input: CheckContractInput,
  exchanges: Exchange[],
): { readonly context: RunContext; readonly lanes: readonly Lane[] } {
  const { contract, targets, snapshot, signal } = input;
  const runId = input.runId ?? randomBytes(4).toString('hex');
  const writable = contract.reference.mode === 'live-rw';
  const live = targets.reference !== undefined && ['live-ro', 'live-rw'].includes(contract.reference.mode);
  const open = (name: LaneName, site: Site, readOnly: boolean): Lane =>
    openLane({ name, site, readOnly, contract, runId, asPage, values: input.values ?? {} });
  // A page on one side only would make an Origin, and so a difference, on one side only.
  const asPage = !live || (targets.reference?.web !== undefined && targets.candidate.web !== undefined);
  const candidate = open('cand', targets.candidate, false);
  const reference = live ? open('ref', targets.reference ?? {}, !writable) : undefined;
  const second =
    live && writable && contract.reference.observations > 1 ? open('ref2', targets.reference ?? {}, false) : undefined;
  const recorded = snapshot && { lane: open('snapshot', {}, true), snapshot };
  for (const [value, name] of snapshot?.symbols ?? []) recorded?.lane.symbols.add(value, name);
  const send = makeSend(sendPorts(input, exchanges));
  const context: RunContext = {
    contract,
    candidate,
    send,
    clock: input.ports.clock,
    ...(reference && { reference }),
    ...(second && { second }),
    ...(recorded && { recorded }),
    ...(signal && { signal }),
    ...(input.noise && { noise: byStep(input.noise) }),
    ...(input.openapi && { openapi: input.openapi }),
    ...(input.code && { code: input.code }),
    ...(input.journal && { journal: openJournal(input.journal, { run: runId, file: contract.file ?? '' }) }),
  };
  return { context, lanes: [candidate, reference, second].filter((lane) => lane !== undefined) };
}

function byStep(noise: readonly Noise[]): ReadonlyMap<string, ReadonlySet<string>> {
  const steps = Map.groupBy(noise, ({ step }) => step);
  return new Map([...steps].map(([step, all]) => [step, new Set(all.map(({ what }) => what))]));
}

function sendPorts(input: CheckContractInput, exchanges: Exchange[]): Parameters<typeof makeSend>[0] {
  const onExchange = (exchange: Exchange): void => {
    exchanges.push(exchange);
    input.onExchange?.(exchange);
  };
  const { http, clock } = input.ports;
  return {
    http,
    clock,
    concurrency: input.concurrency ?? 8,
    onExchange,
    ...(input.signal && { signal: input.signal }),
  };
}

/** Cleaning goes on after a cancellation: what was made must not stay. */
function cleanupSend(input: CheckContractInput, exchanges: Exchange[]): ReturnType<typeof makeSend> {
  const { signal: _, ...ports } = sendPorts(input, exchanges);
  return makeSend(ports);
}

const unsent = ['forbidden', 'dns', 'connect', 'tls'];

function sentSteps(exchanges: readonly Exchange[]): readonly Sent[] {
  const sent = Map.groupBy(exchanges, ({ lane, step }) => `${lane} ${step}`);
  return [...sent.values()].map((all) => {
    const { lane, step } = all[0] as Exchange;
    return { lane, step, unsure: all.some(({ outcome }) => !outcome.ok && !unsent.includes(outcome.failure.kind)) };
  });
}

function summarise(
  input: CheckContractInput,
  checks: readonly CheckResult[],
  cleaned: readonly Cleaned[],
): ContractSummary {
  const { contract, targets, snapshot } = input;
  const steps = checks.filter(({ id }) => id.startsWith('contract.step.'));
  const count = (verdict: CheckResult['verdict']): number => steps.filter((one) => one.verdict === verdict).length;
  const [passed, failed] = [count('passed'), count('failed')];
  const api = targets.reference?.api;
  return {
    ...(contract.file !== undefined && { file: contract.file }),
    reference: {
      mode: contract.reference.mode,
      ...(api !== undefined && { api }),
      ...(snapshot && { recordedAt: new Date(snapshot.recordedAt).toISOString() }),
    },
    steps: steps.length,
    passed,
    failed,
    other: steps.length - passed - failed,
    ...(cleaned.length > 0 && { cleaned: { done: cleaned.filter(({ ok }) => ok).length, of: cleaned.length } }),
  };
}
