import { isScalar, type Json, type JsonArray, type JsonDocument, type JsonObject, scalarText } from './ast.ts';
import { sameClass } from './class.ts';
import { compareItems, type ListRule } from './list.ts';
import { sameNumber } from './numbers.ts';
import { compareMembers } from './object.ts';
import type { Path } from './path.ts';

export type JsonDifferenceKind =
  | 'type'
  | 'null'
  | 'missing'
  | 'extra'
  | 'array-length'
  | 'array-order'
  | 'value'
  | 'number-lexeme'
  | 'string-escape'
  | 'key-order'
  | 'whitespace'
  | 'duplicate-key';

export interface JsonDifference {
  readonly path: Path;
  readonly kind: JsonDifferenceKind;
  readonly expected?: Json;
  readonly actual?: Json;
  readonly note?: string;
}

/** A scalar's text with this lane's own values (ids, origins) replaced by names that all lanes share. */
export type Symbolise = (text: string, path: Path) => string;

export interface DiffContext {
  readonly expected: Symbolise;
  readonly actual: Symbolise;
  readonly list: (path: Path) => ListRule | undefined;
}

export const plainContext: DiffContext = { expected: (text) => text, actual: (text) => text, list: () => undefined };

/** Every difference between two documents, down to the digit, the escape and the blank. */
export function diffJson(
  expected: JsonDocument,
  actual: JsonDocument,
  context: DiffContext = plainContext,
): readonly JsonDifference[] {
  const found = diffNode({ expected: expected.root, actual: actual.root, path: [], context });
  return [...found, ...whitespace(expected, actual, found)];
}

export interface Pair<Node = Json> {
  readonly expected: Node;
  readonly actual: Node;
  readonly path: Path;
  readonly context: DiffContext;
}

export function diffNode(pair: Pair): readonly JsonDifference[] {
  const { expected, actual, path } = pair;
  if (family(expected) !== family(actual)) {
    const kind = expected.kind === 'null' || actual.kind === 'null' ? 'null' : 'type';
    return [{ path, kind, expected, actual }];
  }
  if (expected.kind === 'object') return compareMembers(pair as Pair<JsonObject>);
  if (expected.kind === 'array') return compareItems(pair as Pair<JsonArray>);
  return compareScalars(pair);
}

function family(node: Json): string {
  return node.kind === 'true' || node.kind === 'false' ? 'boolean' : node.kind;
}

function compareScalars({ expected, actual, path, context }: Pair): readonly JsonDifference[] {
  const left = scalarText(expected) ?? '';
  const right = scalarText(actual) ?? '';
  const shared = context.expected(left, path);
  if (shared !== context.actual(right, path)) {
    const numbers = expected.kind === 'number' && actual.kind === 'number';
    const kind = numbers && sameNumber(left, right) ? 'number-lexeme' : 'value';
    return [{ path, kind, expected, actual }];
  }
  if (left !== right) return shared.includes('⟨account.') ? [] : sameThing({ expected, actual, path, context });
  const respelled = expected.kind === 'string' && actual.kind === 'string' && expected.raw !== actual.raw;
  return respelled ? [{ path, kind: 'string-escape', expected, actual }] : [];
}

/** Two values that stand for the same thing on two sides must still have the same format; origins and accounts are given. */
function sameThing({ expected, actual, path }: Pair): readonly JsonDifference[] {
  if (scalarText(expected)?.includes('://')) return [];
  const check = sameClass([expected], actual);
  if (check.same) return [];
  return [{ path, kind: 'value', expected, actual, note: `${check.expected} became ${check.actual}` }];
}

const structural: readonly JsonDifferenceKind[] = [
  'type',
  'null',
  'missing',
  'extra',
  'array-length',
  'array-order',
  'key-order',
  'duplicate-key',
];

/** Blanks can be compared one by one only where the tokens stand in the same order. */
function whitespace(
  expected: JsonDocument,
  actual: JsonDocument,
  found: readonly JsonDifference[],
): readonly JsonDifference[] {
  if (found.some(({ kind }) => structural.includes(kind)) || expected.gaps.length !== actual.gaps.length) return [];
  const at = expected.gaps.findIndex((gap, index) => gap !== actual.gaps[index]);
  if (at < 0) return [];
  const note = `${quoted(expected.gaps[at])} became ${quoted(actual.gaps[at])} before token ${at + 1}`;
  return [{ path: [], kind: 'whitespace', expected: expected.root, actual: actual.root, note }];
}

function quoted(gap: string | undefined): string {
  return JSON.stringify(gap ?? '');
}

/** One string for a whole value after symbols, so that equal values are found in any order. */
export function fingerprint(node: Json, symbolise: Symbolise, path: Path): string {
  if (isScalar(node)) return `${family(node)}:${JSON.stringify(symbolise(scalarText(node) ?? '', path))}`;
  if (node.kind === 'array') {
    return `[${node.items.map((item, index) => fingerprint(item, symbolise, [...path, index])).join(',')}]`;
  }
  const members = (node as JsonObject).members.map(
    ({ key, value }) => `${JSON.stringify(key.value)}:${fingerprint(value, symbolise, [...path, key.value])}`,
  );
  return `{${members.sort().join(',')}}`;
}
