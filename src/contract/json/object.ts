import type { JsonMember, JsonObject } from './ast.ts';
import { diffNode, type JsonDifference, type Pair } from './diff.ts';

/** Members by name; duplicates are compared from the last one, which is the one that most parsers keep. */
export function compareMembers({ expected, actual, path, context }: Pair<JsonObject>): readonly JsonDifference[] {
  const left = byName(expected);
  const right = byName(actual);
  const inBoth = [...left].flatMap(([name, members]) => {
    const others = right.get(name);
    if (!others) return [];
    const place = [...path, name];
    const count = Math.min(members.length, others.length);
    const partners = others.slice(-count);
    const values = members
      .slice(-count)
      .flatMap((member, at) =>
        diffNode({ expected: member.value, actual: (partners[at] as JsonMember).value, path: place, context }),
      );
    return [...repeated({ name, members, others, path: place }), ...values];
  });
  const missing = expected.members
    .filter(({ key }) => !right.has(key.value))
    .map(({ key, value }) => ({ path: [...path, key.value], kind: 'missing', expected: value }) as const);
  const extra = actual.members
    .filter(({ key }) => !left.has(key.value))
    .map(({ key, value }) => ({ path: [...path, key.value], kind: 'extra', actual: value }) as const);
  return [...missing, ...extra, ...inBoth, ...keyOrder({ expected, actual, path, context })];
}

function byName(node: JsonObject): ReadonlyMap<string, readonly JsonMember[]> {
  return Map.groupBy(node.members, ({ key }) => key.value);
}

interface Repeated {
  readonly name: string;
  readonly members: readonly JsonMember[];
  readonly others: readonly JsonMember[];
  readonly path: readonly (string | number)[];
}

function repeated({ name, members, others, path }: Repeated): readonly JsonDifference[] {
  if (members.length === others.length) return [];
  const note = `the key ${JSON.stringify(name)} stands ${members.length} × in the reference, ${others.length} × here`;
  const [expected, actual] = [members.at(-1)?.value, others.at(-1)?.value];
  return [{ path, kind: 'duplicate-key', ...(expected && { expected }), ...(actual && { actual }), note }];
}

/** The order of the keys that both have, and the spelling of each key. */
function keyOrder({ expected, actual, path }: Pair<JsonObject>): readonly JsonDifference[] {
  const common = (node: JsonObject, other: JsonObject): readonly string[] => {
    const names = new Set(other.members.map(({ key }) => key.value));
    return node.members.map(({ key }) => key.value).filter((name) => names.has(name));
  };
  const [left, right] = [common(expected, actual), common(actual, expected)];
  if (left.length !== right.length) return [];
  const at = left.findIndex((name, index) => name !== right[index]);
  if (at >= 0) {
    return [{ path, kind: 'key-order', expected, actual, note: `${left[at]} came first, now ${right[at]}` }];
  }
  return respelled(expected, actual).map((member) => ({ path, kind: 'string-escape', expected, actual, note: member }));
}

function respelled(expected: JsonObject, actual: JsonObject): readonly string[] {
  if (expected.members.length !== actual.members.length) return [];
  return expected.members.flatMap(({ key }, at) => {
    const other = actual.members[at]?.key;
    return other && other.value === key.value && other.raw !== key.raw ? [`key ${key.raw} became ${other.raw}`] : [];
  });
}
