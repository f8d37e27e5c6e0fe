import { type Json, type JsonArray, type JsonObject, scalarText } from './ast.ts';
import { diffNode, fingerprint, type JsonDifference, type Pair, type Symbolise } from './diff.ts';
import type { Path } from './path.ts';

/** How a contract wants a list compared; without a rule the position counts. */
export interface ListRule {
  /** Elements belong together when this member is equal; without it, when they are equal as a whole. */
  readonly key?: string;
  readonly order: 'exact' | 'ignore';
}

export function compareItems(pair: Pair<JsonArray>): readonly JsonDifference[] {
  const rule = pair.context.list(pair.path);
  if (rule) return rule.key === undefined ? compareAsBag(pair) : compareByKey(pair, rule);
  const { expected, actual, path } = pair;
  if (expected.items.length !== actual.items.length) {
    return [{ path, kind: 'array-length', expected, actual, note: lengthNote(pair) }];
  }
  const found = byPosition(pair);
  const reordered = found.length > 0 && sameBag(pair);
  return reordered
    ? [{ path, kind: 'array-order', expected, actual, note: 'the same elements in another order' }]
    : found;
}

function byPosition({ expected, actual, path, context }: Pair<JsonArray>): readonly JsonDifference[] {
  return expected.items.flatMap((item, at) =>
    diffNode({ expected: item, actual: actual.items[at] as Json, path: [...path, at], context }),
  );
}

function sameBag(pair: Pair<JsonArray>): boolean {
  const { expected, actual, path, context } = pair;
  const left = prints(expected, context.expected, path).sort();
  const right = prints(actual, context.actual, path).sort();
  return left.every((print, at) => print === right[at]);
}

function prints(node: JsonArray, symbolise: Symbolise, path: Path): string[] {
  return node.items.map((item) => fingerprint(item, symbolise, [...path, 0]));
}

function lengthNote({ expected, actual, path, context }: Pair<JsonArray>): string {
  const left = prints(expected, context.expected, path);
  const right = prints(actual, context.actual, path);
  const gone = notIn(left, right);
  const added = notIn(right, left);
  return `${expected.items.length} elements expected, ${actual.items.length} found; ${gone} gone, ${added} new`;
}

function notIn(some: readonly string[], others: readonly string[]): number {
  const known = new Set(others);
  return some.filter((one) => !known.has(one)).length;
}

/** Same elements, any order: what is left over on either side is reported. */
function compareAsBag(pair: Pair<JsonArray>): readonly JsonDifference[] {
  const { expected, actual, path } = pair;
  if (expected.items.length !== actual.items.length)
    return [{ path, kind: 'array-length', expected, actual, note: lengthNote(pair) }];
  return sameBag(pair) ? [] : byPosition(pair);
}

function compareByKey(pair: Pair<JsonArray>, rule: ListRule): readonly JsonDifference[] {
  const { expected, actual, path, context } = pair;
  const key = rule.key ?? '';
  const left = expected.items.map((item) => keyOf(item, key, context.expected, path));
  const right = actual.items.map((item) => keyOf(item, key, context.actual, path));
  const places = new Map(right.map((one, at) => [one, at]));
  const known = new Set(left);
  const missing = expected.items.flatMap((item, at) =>
    places.has(left[at] as string) ? [] : [lone({ kind: 'missing', item, path: [...path, at], key: left[at] })],
  );
  const extra = actual.items.flatMap((item, at) =>
    known.has(right[at] as string) ? [] : [lone({ kind: 'extra', item, path: [...path, at], key: right[at] })],
  );
  const both = expected.items.flatMap((item, at) => {
    const partner = actual.items[places.get(left[at] as string) ?? -1];
    return partner ? diffNode({ expected: item, actual: partner, path: [...path, at], context }) : [];
  });
  const moved =
    rule.order === 'exact' && missing.length + extra.length === 0 && left.some((one, at) => one !== right[at]);
  const order = moved
    ? [{ path, kind: 'array-order', expected, actual, note: `order by ${key} differs` } as const]
    : [];
  return [...missing, ...extra, ...both, ...order];
}

interface Lone {
  readonly kind: 'missing' | 'extra';
  readonly item: Json;
  readonly path: Path;
  readonly key: string | undefined;
}

function lone({ kind, item, path, key }: Lone): JsonDifference {
  const note = `element ${key ?? ''}`;
  return kind === 'missing' ? { path, kind, expected: item, note } : { path, kind, actual: item, note };
}

function keyOf(item: Json, key: string, symbolise: Symbolise, path: Path): string {
  const member = item.kind === 'object' ? (item as JsonObject).members.find((one) => one.key.value === key) : undefined;
  const text = member && scalarText(member.value);
  return text === undefined ? fingerprint(item, symbolise, path) : `${key}=${symbolise(text, [...path, 0, key])}`;
}
