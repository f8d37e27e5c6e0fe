import type { HttpFailure, HttpResponse } from '../../ports/http.ts';
import type { Observations } from '../compare/explain.ts';
import { type Judgement, verdictOf } from '../compare/finding.ts';
import { judge } from '../compare/judge.ts';
import type { Seen } from '../compare/seen.ts';
import type { Step } from '../contract.ts';
import { shapeFindings } from '../openapi/shape.ts';
import { fromSnapshot, noteMade, type ReferenceSource, type RunContext, referenceFor } from './context.ts';
import { type Lane, take } from './lane.ts';
import { madeBeside } from './made.ts';
import { buildRequest, defaultMaxBytes } from './request.ts';
import type { Exchange } from './send.ts';
import { MissingValue } from './template.ts';

/** What came of one step. */
export interface StepResult {
  readonly step: Step;
  readonly source: ReferenceSource;
  readonly outcome: StepOutcome;
  /** What was sent to the candidate, for the line that reproduces it. */
  readonly candidate?: Exchange;
  readonly durationMs: number;
}

export type StepOutcome =
  | { readonly kind: 'judged'; readonly judgement: Judgement; readonly observations: Observations }
  | { readonly kind: 'no-answer'; readonly failure: HttpFailure }
  | { readonly kind: 'reference-down'; readonly failure: HttpFailure; readonly judgement: Judgement }
  | { readonly kind: 'skipped'; readonly why: string };

/** Reference, candidate, reference again after the gap; and both once more when they differ without explanation. */
export async function observeStep(step: Step, context: RunContext): Promise<StepResult> {
  const started = context.clock.now();
  const source = referenceFor(step, context);
  const round: Round = { step, context, source, references: [], candidates: [], started };
  const missing = step.needs.find((need) => !context.candidate.done.has(need));
  if (missing !== undefined) {
    return finish(round, { kind: 'skipped', why: `needs ${missing}, which did not succeed` });
  }
  try {
    return await compareStep(round);
  } catch (thrown) {
    if (!(thrown instanceof MissingValue)) throw thrown;
    return finish(round, { kind: 'no-answer', failure: { kind: 'forbidden', message: `not sent: ${thrown.message}` } });
  }
}

interface Round {
  readonly step: Step;
  readonly context: RunContext;
  source: ReferenceSource;
  readonly references: Seen[];
  readonly candidates: Seen[];
  readonly started: number;
  down?: HttpFailure;
  shown?: Exchange;
  /** The reference, which is only read, has made something all the same: it is not asked again. */
  spared?: boolean;
}

async function compareStep(round: Round): Promise<StepResult> {
  await askReference(round, 'first');
  const firstAt = round.context.clock.now();
  const failure = await askCandidate(round);
  if (failure) return finish(round, { kind: 'no-answer', failure });
  if (needsSecond(round)) {
    await waitUntil(round, firstAt + round.context.contract.reference.minGapMs);
    await askReference(round, 'second');
  }
  const first = decide(round);
  if (round.down) return finish(round, { kind: 'reference-down', failure: round.down, judgement: first });
  const judgement = await confirm(round, first);
  return finish(round, { kind: 'judged', judgement, observations: round });
}

function finish(round: Round, outcome: StepOutcome): StepResult {
  const { step, source, started, shown, context } = round;
  return { step, source, outcome, durationMs: context.clock.now() - started, ...(shown && { candidate: shown }) };
}

function decide({ step, context, source, references, candidates }: Round): Judgement {
  const known = context.noise?.get(step.id);
  const judgement = judge(step, { references, candidates }, { ...context.contract, ...(known && { known }) });
  const { shape } = source.kind === 'none' ? source : {};
  if (!shape || judgement.verdict === 'reference-invalid') return judgement;
  const findings = [...judgement.findings, ...candidates.slice(0, 1).flatMap((one) => shapeFindings(shape, step, one))];
  return { ...judgement, findings, verdict: verdictOf(findings) };
}

function needsSecond({ source, context, step, down }: Round): boolean {
  if (source.kind !== 'live' || down || context.contract.reference.observations < 2) return false;
  return source.second !== undefined || step.repeatable;
}

async function waitUntil({ context: { clock, signal } }: Round, moment: number): Promise<void> {
  const left = moment - clock.now();
  if (left > 0) await clock.sleep(left, signal);
}

/** A live reference that does not answer is replaced by what was recorded of it, if anything was. */
async function askReference(round: Round, which: 'first' | 'second'): Promise<void> {
  const { source, step, context } = round;
  if (source.kind === 'snapshot') return replay(round, source);
  if (source.kind === 'none' || round.spared) return;
  const lane = which === 'second' ? (source.second ?? source.lane) : source.lane;
  const exchange = await ask(lane, step, context);
  if (exchange.outcome.ok) {
    round.references.push(keep(lane, exchange.outcome.response, { exchange, round }));
    return;
  }
  const recorded =
    which === 'first' ? fromSnapshot(step, context.recorded, exchange.outcome.failure.message) : undefined;
  if (!recorded) {
    round.down = exchange.outcome.failure;
    return;
  }
  round.source = recorded;
  replay(round, recorded);
}

function replay(round: Round, { lane, snapshot }: ReferenceSource & { readonly kind: 'snapshot' }): void {
  for (const answer of snapshot.answers(round.step.id)) round.references.push(take(lane, round.step, answer));
}

async function askCandidate(round: Round): Promise<HttpFailure | undefined> {
  const { context, step } = round;
  const exchange = await ask(context.candidate, step, context);
  round.shown ??= exchange;
  if (!exchange.outcome.ok) return exchange.outcome.failure;
  round.candidates.push(keep(context.candidate, exchange.outcome.response, { exchange, round }));
  return undefined;
}

interface Kept {
  readonly exchange: Exchange;
  readonly round: Round;
}

function keep(lane: Lane, response: HttpResponse, { exchange, round }: Kept): Seen {
  const { step, context } = round;
  const seen = take(lane, step, { response, at: exchange.at });
  context.journal?.made(lane, step);
  const beside = madeBeside(step, seen, { lane, contract: context.contract });
  if (beside) noteMade(lane, beside, context);
  if (beside && lane.readOnly) round.spared = true;
  return seen;
}

function ask(lane: Lane, step: Step, { contract, send, journal }: RunContext): Promise<Exchange> {
  const limits = { timeoutMs: contract.timeoutMs, maxBytes: defaultMaxBytes };
  const request = buildRequest(step.request, lane, limits);
  journal?.intend(lane, step);
  return send(lane, request, { step: step.id, harmless: step.effect === 'none' });
}

/** A difference counts only when it comes again; a mask only when the candidate's value varies too. */
async function confirm(round: Round, first: Judgement): Promise<Judgement> {
  const { step, context, source } = round;
  const masked = first.findings.some(({ state }) => state === 'masked');
  if (!step.repeatable || source.kind === 'none' || !(first.unexplained || masked)) return first;
  const rounds = first.unexplained ? context.contract.reference.confirm : 1;
  for (let count = 0; count < rounds; count++) {
    const failure = await askCandidate(round);
    if (failure) return brokeOff(first, failure);
    if (first.unexplained && source.kind === 'live') await askReference(round, 'first');
  }
  return decide(round);
}

function brokeOff(first: Judgement, failure: HttpFailure): Judgement {
  const note = `answered first, then not any more: ${failure.message}`;
  return {
    ...first,
    verdict: 'failed',
    findings: [...first.findings, { where: { part: 'status' }, state: 'flaky', note }],
  };
}
