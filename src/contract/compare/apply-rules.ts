import type { Rule } from '../contract.ts';
import { ruleFaults } from './check-rule.ts';
import { type Difference, type DifferenceKind, formatWhere } from './difference.ts';
import type { Observations } from './explain.ts';
import type { Finding } from './finding.ts';
import type { Seen } from './seen.ts';
import { meetsEmpty, ruleAt, type Selected, select } from './select.ts';

/** Whether a rule takes this difference off the table; the rule's own check then decides about the place. */
export function isRuled(rules: readonly Rule[], difference: Difference): boolean {
  const rule = ruleAt(rules, difference.where);
  if (!rule) return false;
  const absent = difference.kind === 'missing' || difference.kind === 'extra' || difference.kind === 'header-set';
  if (absent && isOwnPlace(rule, difference)) return rule.fields.optional === true;
  if (rule.fields.ignore) return true;
  return takenOver(rule).includes(difference.kind);
}

/** An `ignore` hides what is below its place, and the value at it, but not that it is gone. */
function isOwnPlace({ target }: Rule, { where }: Difference): boolean {
  return target.part !== 'json' || (where.part === 'json' && where.path.length === target.pattern.length);
}

/** A rule about a value takes over the value; type, null-ness, order and spelling stay exact. */
function takenOver({ fields }: Rule): readonly DifferenceKind[] {
  const { list, order, optional, reason, ...about } = fields;
  if (Object.keys(about).filter((key) => key !== 'key').length === 0) return [];
  return fields.kind === 'number' || fields.kind === 'any'
    ? ['value', 'header-value', 'number-lexeme']
    : ['value', 'header-value'];
}

/** Checks every rule against every answer of the candidate, and of the reference too. */
export function applyRules(rules: readonly Rule[], seen: Observations): readonly Finding[] {
  return rules.flatMap((rule) => {
    const candidates = seen.candidates.map((one) => own(rules, rule, one));
    const references = seen.references.map((one) => own(rules, rule, one));
    if ([...candidates, ...references].every((one) => one.length === 0)) return unused(rule, seen);
    const faults = seen.candidates.flatMap((one, at) =>
      check(rule, { seen: one, places: candidates[at] ?? [], partners: references[0] ?? [] }),
    );
    if (faults.length > 0) return faults;
    const own_ = seen.references.flatMap((one, at) =>
      check(rule, {
        seen: one,
        places: (references[at] ?? []).filter(({ node }) => node.kind !== 'null'),
        partners: [],
      }),
    );
    if (own_.length > 0)
      return own_.map((one) => ({ ...one, state: 'reference' as const, note: `the reference itself ${one.note}` }));
    return (candidates[0] ?? []).map((place) => settled(rule, place));
  });
}

/** The places where this rule, and no more exact one, decides. */
function own(rules: readonly Rule[], rule: Rule, seen: Seen): readonly Selected[] {
  return select(seen, rule.target).filter(({ where }) => ruleAt(rules, where) === rule);
}

interface Checked {
  readonly seen: Seen;
  readonly places: readonly Selected[];
  readonly partners: readonly Selected[];
}

function check(rule: Rule, { seen, places, partners }: Checked): readonly Finding[] {
  return places.flatMap(({ where, node }, at) => {
    const partner = partners.find((one) => formatWhere(one.where) === formatWhere(where)) ?? partners[at];
    // Where both sides have null there is no value that a rule could be about.
    if (node.kind === 'null' && (partner?.node.kind === 'null' || rule.fields.optional)) return [];
    const input = { fields: rule.fields, node, seen, ...(partner && { reference: partner.node }) };
    return ruleFaults(input).map((fault): Finding => {
      const shown = { where, kind: 'value' as const, actual: node, ...(partner && { expected: partner.node }) };
      return { ...shown, state: 'fail', note: fault };
    });
  });
}

function unused(rule: Rule, seen: Observations): readonly Finding[] {
  const excused =
    rule.origin === 'environment' ||
    rule.fields.optional === true ||
    [...seen.candidates, ...seen.references].some((one) => meetsEmpty(one, rule.target));
  if (excused) return [];
  const path =
    rule.target.part === 'json' ? { part: 'json' as const, path: plainPath(rule) } : { part: 'body' as const };
  return [{ where: path, state: 'fail', note: `the rule “${rule.text}” matched nothing in any answer` }];
}

function plainPath(rule: Rule): readonly (string | number)[] {
  return rule.target.part === 'json' ? rule.target.pattern.map((part) => (typeof part === 'symbol' ? '*' : part)) : [];
}

function settled(rule: Rule, { where, node }: Selected): Finding {
  if (rule.origin === 'environment')
    return { where, state: 'environment', actual: node, note: rule.fields.reason ?? '' };
  if (rule.fields.ignore) return { where, state: 'ignored', actual: node, note: rule.fields.reason ?? '' };
  return { where, state: 'ruled', actual: node, note: describe(rule) };
}

function describe({ fields }: Rule): string {
  if (fields.symbol) return `⟨${fields.symbol}⟩`;
  if (fields.jwt) return 'equal as a JSON Web Token but for its values';
  return fields.kind ? `of kind ${fields.kind} on both sides` : 'satisfies its rule';
}
