import { isDeepStrictEqual } from 'node:util';
import { kindFault } from '../compare/check-kind.ts';
import { type Json, plain, typeOf } from '../json/ast.ts';
import type { Path } from '../json/path.ts';
import type { OpenApi, Schema } from './document.ts';

export interface ShapeFault {
  readonly path: Path;
  readonly node?: Json;
  readonly note: string;
}

interface Place {
  readonly node: Json;
  readonly path: Path;
  readonly root: OpenApi['root'];
}

/** What a value has against a JSON Schema (2020-12, or 3.0 with `nullable`). Words that only describe are passed over. */
export function shapeFaults(schema: Schema, place: Place): readonly ShapeFault[] {
  if (schema === true) return [];
  if (schema === false) return [fault(place, 'is not allowed here')];
  if (schema.nullable === true && place.node.kind === 'null') return [];
  return Object.entries(schema).flatMap(([word, rule]) => words[word]?.({ ...place, rule, schema }) ?? []);
}

interface Case extends Place {
  readonly rule: unknown;
  readonly schema: Exclude<Schema, boolean>;
}

function fault({ node, path }: Place, note: string): ShapeFault {
  return { path, node, note };
}

const words: Readonly<Record<string, (one: Case) => readonly ShapeFault[]>> = {
  $ref: (one) => {
    const target = String(one.rule)
      .replace(/^#\//, '')
      .split('/')
      .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], one.root);
    return target === undefined ? [fault(one, `${one.rule} is not defined`)] : shapeFaults(target as Schema, one);
  },
  type: (one) => {
    const wanted = [one.rule].flat() as readonly string[];
    const is = typeOf(one.node) === 'int' ? 'integer' : typeOf(one.node);
    const fits = wanted.includes(is) || (is === 'integer' && wanted.includes('number'));
    return fits ? [] : [fault(one, `is ${is}, not ${wanted.join(' or ')}`)];
  },
  enum: (one) =>
    (one.rule as readonly unknown[]).some((value) => isDeepStrictEqual(value, plain(one.node)))
      ? []
      : [fault(one, `is none of ${JSON.stringify(one.rule)}`)],
  const: (one) =>
    isDeepStrictEqual(one.rule, plain(one.node)) ? [] : [fault(one, `is not ${JSON.stringify(one.rule)}`)],
  allOf: (one) => (one.rule as readonly Schema[]).flatMap((schema) => shapeFaults(schema, one)),
  anyOf: (one) => alternatives(one),
  oneOf: (one) => alternatives(one),
  properties: (one) =>
    members(one.node).flatMap(([key, node]) => {
      const schema = (one.rule as Record<string, Schema>)[key];
      return schema === undefined ? [] : shapeFaults(schema, { ...one, node, path: [...one.path, key] });
    }),
  required: (one) =>
    one.node.kind === 'object'
      ? (one.rule as readonly string[])
          .filter((key) => !members(one.node).some(([name]) => name === key))
          .map((key) => ({ path: [...one.path, key], note: 'is required and missing' }))
      : [],
  additionalProperties: (one) => {
    const known = Object.keys((one.schema.properties ?? {}) as object);
    return members(one.node)
      .filter(([key]) => !known.includes(key))
      .flatMap(([key, node]) => shapeFaults(one.rule as Schema, { ...one, node, path: [...one.path, key] }));
  },
  items: (one) =>
    one.node.kind === 'array'
      ? one.node.items.flatMap((node, at) => shapeFaults(one.rule as Schema, { ...one, node, path: [...one.path, at] }))
      : [],
  pattern: (one) =>
    one.node.kind === 'string' && !new RegExp(String(one.rule), 'u').test(one.node.value)
      ? [fault(one, `does not match ${one.rule}`)]
      : [],
  format: (one) => {
    const kind = ({ uuid: 'uuid', 'date-time': 'rfc3339', email: 'email', uri: 'url' } as const)[String(one.rule)];
    return one.node.kind === 'string' ? kindFault(kind, one.node).map((note) => fault(one, note)) : [];
  },
  minLength: (one) => bound(one, textLength, (size, limit) => size >= limit),
  maxLength: (one) => bound(one, textLength, (size, limit) => size <= limit),
  minItems: (one) => bound(one, itemCount, (size, limit) => size >= limit),
  maxItems: (one) => bound(one, itemCount, (size, limit) => size <= limit),
  minimum: (one) => bound(one, numberOf, (size, limit) => size >= limit),
  maximum: (one) => bound(one, numberOf, (size, limit) => size <= limit),
};

/** Of several alternatives the one that comes nearest says what is wrong. */
function alternatives(one: Case): readonly ShapeFault[] {
  const all = (one.rule as readonly Schema[]).map((schema) => shapeFaults(schema, one));
  if (all.some((faults) => faults.length === 0)) return [];
  const depth = (faults: readonly ShapeFault[]): number => Math.max(...faults.map(({ path }) => path.length));
  return [...all].sort((a, b) => depth(b) - depth(a))[0] ?? [];
}

function members(node: Json): readonly (readonly [string, Json])[] {
  return node.kind === 'object' ? node.members.map(({ key, value }) => [key.value, value]) : [];
}

function bound(
  one: Case,
  measure: (node: Json) => number | undefined,
  within: (size: number, limit: number) => boolean,
): readonly ShapeFault[] {
  const size = measure(one.node);
  if (size === undefined || within(size, Number(one.rule))) return [];
  return [fault(one, `${size} is outside of the limit ${one.rule}`)];
}

const textLength = (node: Json): number | undefined => (node.kind === 'string' ? [...node.value].length : undefined);
const itemCount = (node: Json): number | undefined => (node.kind === 'array' ? node.items.length : undefined);
const numberOf = (node: Json): number | undefined => (node.kind === 'number' ? Number(node.raw) : undefined);
