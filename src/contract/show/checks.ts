import { type CheckResult, check } from '../../model/check.ts';
import type { CheckVerdict } from '../../model/verdict.ts';
import { formatWhere } from '../compare/difference.ts';
import type { Cleaned } from '../run/cleanup.ts';
import type { RunContext } from '../run/context.ts';
import type { StepResult } from '../run/observe.ts';
import { showJudgement, showSource } from './block.ts';
import { curlLine } from './curl.ts';

/** One step as a check: the verdict, what a person reads, and where it stands in the contract. */
export function stepCheck(result: StepResult, context: RunContext): CheckResult {
  const { step, durationMs } = result;
  const { verdict, detail } = outcomeOf(result, context);
  const reproduce =
    verdict === 'passed' || verdict === 'skipped' || !result.candidate ? [] : [reproduceLine(result, context)];
  return check({
    id: `contract.step.${step.id}`,
    title: step.title === step.id ? step.title : `${step.title} (${step.id})`,
    verdict,
    detail: [detail, ...reproduce].join('\n'),
    durationMs,
    place: step.place,
  });
}

function reproduceLine({ candidate }: StepResult, context: RunContext): string {
  return candidate ? `request: ${curlLine(candidate.request, context.candidate.variables.symbolise)}` : '';
}

interface Said {
  readonly verdict: CheckVerdict;
  readonly detail: string;
}

function outcomeOf(result: StepResult, context: RunContext): Said {
  const { step, outcome } = result;
  switch (outcome.kind) {
    case 'skipped':
      return { verdict: 'skipped', detail: outcome.why };
    case 'no-answer':
      return { verdict: 'failed', detail: `✗ no usable answer (${outcome.failure.kind}): ${outcome.failure.message}` };
    case 'reference-down': {
      const warn = context.contract.reference.onDown === 'warn' && outcome.judgement.verdict === 'passed';
      const why = `the reference gave no usable answer (${outcome.failure.kind}): ${outcome.failure.message}`;
      if (outcome.judgement.verdict === 'failed') {
        return { verdict: 'failed', detail: `${showJudgement(step, outcome.judgement, why)}` };
      }
      return { verdict: warn ? 'weak' : 'reference-invalid', detail: `✗ ${why}; there is no snapshot of it` };
    }
    case 'judged':
      return judged(result, context);
  }
}

function judged({ step, source, outcome }: StepResult, { clock, contract }: RunContext): Said {
  if (outcome.kind !== 'judged') throw new Error(`a step that was ${outcome.kind} has no judgement`);
  const { judgement, observations } = outcome;
  const age = source.kind === 'snapshot' ? clock.now() - source.snapshot.recordedAt : 0;
  const shown = showJudgement(step, judgement, showSource(source, clock.now(), observations.references.length));
  if (age > contract.reference.failAfterMs && judgement.verdict === 'passed') {
    return { verdict: 'reference-invalid', detail: `✗ the snapshot is too old to prove anything\n${shown}` };
  }
  if (source.kind !== 'none' || judgement.verdict !== 'passed') return { verdict: judgement.verdict, detail: shown };
  return ownWords({ step, status: observations.candidates[0]?.response.status ?? 0, shown });
}

interface OwnWords {
  readonly step: StepResult['step'];
  readonly status: number;
  readonly shown: string;
}

/** Without a reference and without a word about the answer, only its class of status can be held against it. */
function ownWords({ step, status, shown }: OwnWords): Said {
  const { statuses, body, headers, contains } = step.expect;
  const says = statuses !== undefined || body.length > 0 || Object.keys(headers).length > 0 || contains !== undefined;
  if (says || step.rules.some(({ origin }) => origin === 'step'))
    return { verdict: 'passed', detail: `status ${status}; ${shown}` };
  if (status >= 200 && status < 300)
    return { verdict: 'passed', detail: `status ${status} (2xx is expected where nothing is said); ${shown}` };
  return { verdict: 'failed', detail: `✗ status  ${status}, where nothing is said 2xx is expected\n${shown}` };
}

export function cleanupCheck(cleaned: readonly Cleaned[]): CheckResult {
  const left = cleaned.filter(({ ok }) => !ok);
  const lines = left.map(({ lane, step, detail }) => `✗ ${lane}: what “${step}” made is left over: ${detail}`);
  return check({
    id: 'contract.cleanup',
    title: 'what the contract made is gone again',
    verdict: left.length === 0 ? 'passed' : 'failed',
    detail: [...lines, `cleaned ${cleaned.length - left.length}/${cleaned.length}`].join('\n'),
  });
}

/** All steps equal and none successful proves nothing: everything may be refused for the same wrong reason. */
export function liveCheck(results: readonly StepResult[]): CheckResult | undefined {
  const statuses = results.flatMap(({ outcome }) =>
    outcome.kind === 'judged' ? outcome.observations.candidates.map(({ response }) => response.status) : [],
  );
  if (statuses.length === 0 || statuses.some((status) => status < 400)) return undefined;
  const where = formatWhere({ part: 'status' });
  return check({
    id: 'contract.vacuous',
    title: 'at least one step succeeds',
    verdict: 'failed',
    detail: `✗ ${where}  every answer was an error (${[...new Set(statuses)].join(', ')}), so nothing was proved`,
  });
}
