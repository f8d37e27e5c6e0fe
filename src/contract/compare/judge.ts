import type { Contract, Rule, Step } from '../contract.ts';
import { isScalar, type Json } from '../json/ast.ts';
import { applyRules, isRuled } from './apply-rules.ts';
import { diffResponses } from './diff.ts';
import { expectationFindings } from './expectation.ts';
import { explain, type Observations } from './explain.ts';
import { type Counts, type Finding, type Judgement, verdictOf } from './finding.ts';
import { comparedNames } from './headers.ts';
import type { Seen } from './seen.ts';
import { listRuleAt, ruleAt } from './select.ts';
import { referenceFault } from './validity.ts';

export type JudgeRules = Pick<Contract, 'headers' | 'guards'> & { readonly known?: ReadonlySet<string> };

/** Decides about one step from everything that was observed. Pure: the same observations, the same verdict. */
export function judge(step: Step, seen: Observations, rules: JudgeRules): Judgement {
  const invalid = seen.references
    .map((one) => referenceFault(one, seen.candidates[0], step.expect))
    .find((fault) => fault !== undefined);
  const promised = expectationFindings(step.expect, seen);
  if (invalid !== undefined) {
    const finding: Finding = {
      where: { part: 'status' },
      state: 'reference',
      note: `the reference cannot be used: ${invalid}`,
    };
    return { verdict: 'reference-invalid', findings: [finding, ...promised], counts: noCounts, unexplained: false };
  }
  const compared = compareAll(step, seen, rules);
  const counts = count({ seen, findings: compared, rules, stepRules: step.rules });
  const findings = [...promised, ...compared, ...guard(compared, counts, rules)];
  const unexplained = compared.some(({ state, kind }) => kind !== undefined && state === 'fail');
  return { verdict: verdictOf(findings), findings, counts, unexplained };
}

const noCounts: Counts = { exact: 0, masked: 0, ruled: 0, ignored: 0, headers: 0 };

function compareAll(step: Step, seen: Observations, rules: JudgeRules): readonly Finding[] {
  const [first, ...others] = seen.references;
  if (!first) return applyRules(step.rules, seen);
  const diffRules = { headers: rules.headers, list: listRuleAt(step.rules) };
  const against = (side: Seen): ReturnType<typeof diffResponses> =>
    diffResponses(first, side, diffRules).filter((one) => !isRuled(step.rules, one));
  const differences = { noise: others.map(against), raw: seen.candidates.map(against) };
  const { known } = rules;
  const options = { bytes: step.bytes, confirmed: seen.candidates.length > 1, ...(known && { known }) };
  const explained = explain(seen, differences, options);
  // With another status the body is another one, about which the rules say nothing.
  const sameStatus = !explained.some(({ kind }) => kind === 'status');
  return [...explained, ...(sameStatus ? applyRules(step.rules, seen) : [])];
}

interface CountInput {
  readonly seen: Observations;
  readonly findings: readonly Finding[];
  readonly rules: JudgeRules;
  readonly stepRules: readonly Rule[];
}

function count({ seen, findings, rules, stepRules }: CountInput): Counts {
  const of = (state: Finding['state']): number =>
    findings.filter((one) => one.state === state && one.where.part === 'json').length;
  const [reference] = seen.references;
  const leaves =
    reference?.body.kind === 'json' ? leavesOf(reference.body.document.root, [], stepRules) : bodyLeaf(reference);
  const differing = findings.filter(
    ({ kind, where }) => kind !== undefined && ['json', 'body'].includes(where.part),
  ).length;
  return {
    exact: Math.max(0, leaves - differing),
    masked: of('masked') + of('weak'),
    ruled: of('ruled'),
    ignored: of('ignored') + of('environment'),
    headers: reference ? comparedNames([...seen.references, ...seen.candidates], rules.headers).length : 0,
  };
}

/** A body that is text counts as one value; an answer without a body is compared by its status alone. */
function bodyLeaf(reference: Seen | undefined): number {
  return reference === undefined ? 0 : 1;
}

/** The values that no rule is about; an empty list or object counts as a value. */
function leavesOf(node: Json, path: readonly (string | number)[], rules: readonly Rule[]): number {
  const rule = rules.length > 0 ? ruleAt(rules, { part: 'json', path }) : undefined;
  if (rule && rule.fields.list === undefined) return 0;
  if (isScalar(node)) return 1;
  const children: readonly (readonly [string | number, Json])[] =
    node.kind === 'array'
      ? node.items.map((item, at) => [at, item])
      : node.kind === 'object'
        ? node.members.map(({ key, value }) => [key.value, value])
        : [];
  if (children.length === 0) return 1;
  return children.reduce((sum, [key, child]) => sum + leavesOf(child, [...path, key], rules), 0);
}

/** A green result that compared nothing is not green. */
function guard(findings: readonly Finding[], counts: Counts, { guards }: JudgeRules): readonly Finding[] {
  if (findings.some(({ state }) => state === 'fail' || state === 'reference')) return [];
  const where = { part: 'body' } as const;
  const all = counts.exact + counts.masked + counts.ruled + counts.ignored;
  if (all === 0) return [];
  if (counts.exact + counts.ruled < guards.minExact) {
    return [
      { where, state: 'weak', note: `only ${counts.exact} values were compared exactly (least: ${guards.minExact})` },
    ];
  }
  const hidden = (counts.masked + counts.ignored) / all;
  if (hidden <= guards.maxMasked) return [];
  const share = Math.round(hidden * 100);
  return [
    {
      where,
      state: 'weak',
      note: `${share} % of the values are masked or ignored (most: ${guards.maxMasked * 100} %)`,
    },
  ];
}
