import { type CheckResult, check } from '../../model/check.ts';
import type { CheckVerdict } from '../../model/verdict.ts';
import type { Observations } from '../compare/explain.ts';
import type { Seen } from '../compare/seen.ts';
import type { RunContext } from '../run/context.ts';
import type { StepResult } from '../run/observe.ts';
import type { Cleaned } from '../run/take-back.ts';
import { curlLine } from './curl.ts';
import { type Shown, showJudgement, showSource } from './judgement.ts';

/** One step as a check: the verdict, what differs, how to see it again, and where it stands in the contract. */
export function stepCheck(result: StepResult, context: RunContext): CheckResult {
  const { step, durationMs, candidate } = result;
  const said = outcomeOf(result, context);
  const green = said.verdict === 'passed' || said.verdict === 'skipped';
  return check({
    id: `contract.step.${step.id}`,
    title: step.title === step.id ? step.title : `${step.title} (${step.id})`,
    ...said,
    durationMs,
    place: step.place,
    ...(!green && candidate && { reproduce: curlLine(candidate.request, context.candidate.variables.symbolise) }),
  });
}

type Said = Shown & { readonly verdict: CheckVerdict };

function outcomeOf(result: StepResult, context: RunContext): Said {
  const { step, outcome } = result;
  switch (outcome.kind) {
    case 'skipped':
      return { verdict: 'skipped', detail: outcome.why };
    case 'no-answer':
      return { verdict: 'failed', detail: `no usable answer (${outcome.failure.kind}): ${outcome.failure.message}` };
    case 'reference-down': {
      const why = `the reference gave no usable answer (${outcome.failure.kind}): ${outcome.failure.message}`;
      if (outcome.judgement.verdict === 'failed')
        return { verdict: 'failed', ...showJudgement(step, outcome.judgement, why) };
      const warn = context.contract.reference.onDown === 'warn' && outcome.judgement.verdict === 'passed';
      return { verdict: warn ? 'weak' : 'reference-invalid', detail: `${why}; there is no snapshot of it` };
    }
    case 'judged':
      return judged(result, context);
  }
}

function judged({ step, source, outcome }: StepResult, { clock, contract }: RunContext): Said {
  if (outcome.kind !== 'judged') throw new Error(`a step that was ${outcome.kind} has no judgement`);
  const { judgement, observations } = outcome;
  const age = source.kind === 'snapshot' ? clock.now() - source.snapshot.recordedAt : 0;
  const from = showSource(source, clock.now(), observations.references.length);
  const shown = showJudgement(step, judgement, `${timings(observations)}${from}`);
  const { verdict } = judgement;
  if (age > contract.reference.failAfterMs && verdict === 'passed')
    return { verdict: 'reference-invalid', ...prefixed('the snapshot is too old to prove anything', shown) };
  if (age > contract.reference.warnAfterMs)
    return { verdict, ...shown, detail: `${shown.detail}; record it again soon: taskflow-k8s record` };
  if (source.kind !== 'none' || verdict !== 'passed') return { verdict, ...shown };
  if (source.kind === 'none' && source.shape) return { verdict, ...shown };
  return ownWords({ step, status: observations.candidates[0]?.response.status ?? 0, shown });
}

/** The first answers: what comes after them is already warm. */
function timings({ candidates, references }: Observations): string {
  const ms = (seen: Seen | undefined, name: string): readonly string[] =>
    seen && seen.lane !== 'snapshot' ? [`${name} ${Math.round(seen.response.totalMs)} ms`] : [];
  const both = [...ms(candidates[0], 'candidate'), ...ms(references[0], 'reference')];
  return both.length === 0 ? '' : `${both.join(', ')}; `;
}

function prefixed(text: string, shown: Shown): Shown {
  return { ...shown, detail: `${text}\n${shown.detail}` };
}

interface OwnWords {
  readonly step: StepResult['step'];
  readonly status: number;
  readonly shown: Shown;
}

/** Without a reference and without a word about the answer, only its class of status can be held against it. */
function ownWords({ step, status, shown }: OwnWords): Said {
  const { statuses, body, headers, contains } = step.expect;
  const says = statuses !== undefined || body.length > 0 || Object.keys(headers).length > 0 || contains !== undefined;
  if (says || step.rules.some(({ origin }) => origin === 'step'))
    return { verdict: 'passed', ...prefixed(`status ${status}`, shown) };
  if (status >= 200 && status < 300)
    return { verdict: 'passed', ...prefixed(`status ${status} (2xx is expected where nothing is said)`, shown) };
  return { verdict: 'failed', ...prefixed(`status ${status}, where nothing is said 2xx is expected`, shown) };
}

export function cleanupCheck(cleaned: readonly Cleaned[]): CheckResult {
  return goneCheck('contract.cleanup', 'what the contract made is gone again', cleaned);
}

export function sweepCheck(swept: readonly Cleaned[]): CheckResult {
  return goneCheck('contract.sweep', 'what earlier runs left behind is gone', swept);
}

function goneCheck(id: string, title: string, cleaned: readonly Cleaned[]): CheckResult {
  const left = cleaned.filter(({ ok }) => !ok);
  const lines = left.map(
    ({ lane, step, item = step, detail }) => `${lane}: what “${item}” made is left over: ${detail}`,
  );
  const verdict = left.length === 0 ? 'passed' : 'failed';
  return check({
    id,
    title,
    verdict,
    detail: [...lines, `cleaned ${cleaned.length - left.length}/${cleaned.length}`].join('\n'),
  });
}

/** All steps equal and none successful proves nothing: everything may be refused for the same wrong reason. */
export function liveCheck(results: readonly StepResult[]): CheckResult | undefined {
  const statuses = results.flatMap(({ outcome }) =>
    outcome.kind === 'judged' ? outcome.observations.candidates.map(({ response }) => response.status) : [],
  );
  if (statuses.length === 0 || statuses.some((status) => status < 400)) return undefined;
  return check({
    id: 'contract.vacuous',
    title: 'at least one step succeeds',
    verdict: 'failed',
    detail: `every answer was an error (${[...new Set(statuses)].join(', ')}), so nothing was proved`,
  });
}
