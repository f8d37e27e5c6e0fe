import { type CheckResult, check } from '../../model/check.ts';
import type { LatencyLimit, Step } from '../contract.ts';
import type { RunContext } from '../run/context.ts';
import { buildRequest, defaultMaxBytes } from '../run/request.ts';

/**
 * How many samples prove a quantile with 95 % confidence when 0, 1, 2 or 3 of them are above the limit: the least n for
 * which so few would be seen by chance in at most one run of twenty.
 */
const samplesFor: Readonly<Record<string, readonly number[]>> = {
  '0.9': [29, 46, 61, 76],
  '0.95': [59, 93, 124, 153],
  '0.99': [299, 473, 628, 773],
};

/** One request after the other on a warm connection, after everything else: the candidate's own time, nobody else's. */
export async function latencyChecks(context: RunContext, report: (check: CheckResult) => void): Promise<void> {
  for (const step of context.contract.steps) {
    if (!step.latency || !step.repeatable || step.effect === 'write' || !context.candidate.done.has(step.id)) continue;
    context.signal?.throwIfAborted();
    report(await measure(step, step.latency, context));
  }
}

async function measure(step: Step, limit: LatencyLimit, context: RunContext): Promise<CheckResult> {
  const stages = samplesFor[String(limit.quantile)] ?? [];
  const times: number[] = [];
  const ask = sampler(step, context);
  for (let count = 0; count < limit.warmup; count++) await ask();
  for (const [allowed, wanted] of stages.entries()) {
    while (times.length < wanted) times.push(await ask());
    if (above(times, limit) <= allowed) return result(step, limit, { times, proved: true });
    // Three more samples above the limit than any stage allows: no further stage can prove it.
    if (above(times, limit) >= stages.length) break;
  }
  return result(step, limit, { times, proved: false });
}

/** The time until the answer is complete; an exchange that fails counts as too slow. */
function sampler(step: Step, { contract, candidate, send }: RunContext): () => Promise<number> {
  const limits = { timeoutMs: contract.timeoutMs, maxBytes: defaultMaxBytes };
  const request = buildRequest(step.request, candidate, limits);
  return async () => {
    const { outcome } = await send(candidate, request, { step: `${step.id} (latency)`, harmless: true });
    return outcome.ok ? outcome.response.totalMs : Number.POSITIVE_INFINITY;
  };
}

function above(times: readonly number[], { limitMs }: LatencyLimit): number {
  return times.filter((time) => time > limitMs).length;
}

interface Samples {
  readonly times: readonly number[];
  readonly proved: boolean;
}

function result(step: Step, limit: LatencyLimit, { times, proved }: Samples): CheckResult {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  const name = `p${limit.quantile * 100}`;
  const ms = (value: number): string => `${value.toFixed(1)} ms`;
  const figures = `median ${ms(at(0.5))}, ${name} ${ms(at(limit.quantile))}, greatest ${ms(at(1))}, ${times.length} samples`;
  const over = `${above(times, limit)} above ${limit.limitMs} ms`;
  return check({
    id: `contract.latency.${step.id}`,
    title: `${name} of ${step.title} below ${limit.limitMs} ms`,
    verdict: proved ? 'passed' : 'failed',
    detail: `${proved ? 'proved with 95 % confidence' : '✗ not proved'}: ${figures}, ${over}${limit.reason ? ` (${limit.reason})` : ''}`,
    place: step.place,
    measured: { value: Math.round(at(limit.quantile) * 10) / 10, limit: limit.limitMs, unit: 'ms' },
  });
}
