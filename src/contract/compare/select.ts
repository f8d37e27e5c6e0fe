import type { Rule, RuleTarget } from '../contract.ts';
import type { Json } from '../json/ast.ts';
import type { ListRule } from '../json/list.ts';
import { anything, covers, matches, type Path, type PathPattern, weight } from '../json/path.ts';
import { cookiesOf } from './cookies.ts';
import { textToken, type Where } from './difference.ts';
import { headerValues, type Seen } from './seen.ts';

export interface Selected {
  readonly where: Where;
  readonly node: Json;
}

/** Everything of an answer that a rule is about. */
export function select(seen: Seen, target: RuleTarget): readonly Selected[] {
  switch (target.part) {
    case 'header':
      return headerValues(seen.response.headers, target.name).map((value) => ({
        where: target,
        node: textToken(value),
      }));
    case 'cookie':
      return cookiesOf(seen)
        .filter(({ name }) => name === target.name)
        .map(({ value }) => ({ where: target, node: textToken(value) }));
    case 'body':
      return seen.body.kind === 'text' || seen.body.kind === 'broken'
        ? [{ where: { part: 'body' }, node: textToken(seen.body.text) }]
        : [];
    case 'json':
      return seen.body.kind === 'json' ? walk(seen.body.document.root, target.pattern, []) : [];
  }
}

function walk(node: Json, [part, ...rest]: PathPattern, path: Path): readonly Selected[] {
  if (part === undefined) return [{ where: { part: 'json', path }, node }];
  if (node.kind === 'array') {
    return node.items.flatMap((item, at) => (part === anything || part === at ? walk(item, rest, [...path, at]) : []));
  }
  if (node.kind !== 'object') return [];
  return node.members
    .filter(({ key }) => part === anything || part === key.value)
    .flatMap(({ key, value }) => walk(value, rest, [...path, key.value]));
}

/** Whether a wildcard of the pattern met an empty list or object: then a rule for its elements has nothing to do. */
export function meetsEmpty(seen: Seen, target: RuleTarget): boolean {
  if (target.part !== 'json' || seen.body.kind !== 'json') return false;
  const stars = target.pattern.flatMap((part, at) => (part === anything ? [at] : []));
  return stars.some((at) =>
    select(seen, { part: 'json', pattern: target.pattern.slice(0, at) }).some(
      ({ node }) =>
        (node.kind === 'array' && node.items.length === 0) || (node.kind === 'object' && node.members.length === 0),
    ),
  );
}

/** The rule that decides at a place: the most exact one; an `ignore` also decides for all that lies below it. */
export function ruleAt(rules: readonly Rule[], where: Where): Rule | undefined {
  const [best] = rules.filter((rule) => applies(rule, where)).sort((a, b) => ruleWeight(b) - ruleWeight(a));
  return best;
}

function ruleWeight({ target }: Rule): number {
  return target.part === 'json' ? weight(target.pattern) : 1;
}

function applies({ target, fields }: Rule, where: Where): boolean {
  if (target.part === 'json' && where.part === 'json') {
    return fields.ignore ? covers(target.pattern, where.path) : matches(target.pattern, where.path);
  }
  if (target.part === 'header' && where.part === 'header') return target.name === where.name;
  if (target.part === 'cookie' && where.part === 'cookie') {
    return target.name === where.name && (where.attribute === undefined || fields.ignore === true);
  }
  return target.part === 'body' && where.part === 'body';
}

export function listRuleAt(rules: readonly Rule[]): (path: Path) => ListRule | undefined {
  const lists = rules.filter(({ fields }) => fields.list !== undefined || fields.order === 'ignore');
  if (lists.length === 0) return () => undefined;
  return (path) => {
    const fields = ruleAt(lists, { part: 'json', path })?.fields;
    return fields && { order: fields.order ?? 'exact', ...(fields.list === 'by-key' && { key: fields.key ?? '' }) };
  };
}
