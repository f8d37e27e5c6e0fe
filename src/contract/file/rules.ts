import type { Path } from '../../lib/yaml.ts';
import type { Rule } from '../contract.ts';
import { anything, type PathPattern, weight } from '../json/path.ts';
import type { Source } from './parse.ts';
import type { RuleFields } from './rule.ts';
import { parseTarget, targetForms } from './target.ts';

interface RuleContext {
  readonly origin: Rule['origin'];
  /** Where the mapping of rules stands in the file. */
  readonly at: Path;
  readonly source: Source;
}

export function buildRules(fields: Readonly<Record<string, RuleFields>>, context: RuleContext): readonly Rule[] {
  const rules = Object.entries(fields).flatMap(([text, rule]) => {
    const at = [...context.at, text];
    const target = parseTarget(text);
    if (!target) {
      context.source.complain(at, `“${text}” is no place of a response`, targetForms);
      return [];
    }
    complainAbout(rule, at, context.source);
    return [{ text, target, fields: rule, origin: context.origin, place: context.source.place(at) }];
  });
  complainAboutTies(rules, context);
  return rules;
}

function complainAbout(rule: RuleFields, at: Path, { complain }: Source): void {
  if ((rule.ignore || rule.optional) && rule.reason === undefined) {
    complain(at, `“${rule.ignore ? 'ignore' : 'optional'}” needs a reason`, 'add reason: “why this may differ”');
  }
  if (rule.list === 'by-key' && rule.key === undefined)
    complain(at, '“list: by-key” needs “key”, the member that pairs');
  if (rule.matches !== undefined && !expression(rule.matches))
    complain(at, `“${rule.matches}” is no regular expression`);
  if (Object.keys(rule).every((key) => key === 'reason'))
    complain(at, 'the rule says nothing', 'add kind, matches, ignore, …');
}

/** `(?i)` in front ignores case; undefined when the expression is not valid. */
export function expression(text: string): RegExp | undefined {
  try {
    return text.startsWith('(?i)') ? new RegExp(text.slice(4), 'iu') : new RegExp(text, 'u');
  } catch {
    // A syntax error in the user's expression: the caller reports it with its place.
    return undefined;
  }
}

/** Two patterns of equal weight that meet at one place would make the outcome depend on their order. */
function complainAboutTies(rules: readonly Rule[], { at, source }: RuleContext): void {
  for (const [index, rule] of rules.entries()) {
    const other = rules.slice(0, index).find((one) => tie(one, rule));
    if (other) source.complain([...at, rule.text], `meets “${other.text}” at the same place with the same weight`);
  }
}

function tie({ target: left }: Rule, { target: right }: Rule): boolean {
  if (left.part !== 'json' || right.part !== 'json') return false;
  return weight(left.pattern) === weight(right.pattern) && overlap(left.pattern, right.pattern);
}

function overlap(left: PathPattern, right: PathPattern): boolean {
  return (
    left.length === right.length &&
    left.every((part, at) => part === anything || right[at] === anything || part === right[at])
  );
}
