/** A JSON value as it was written: every node knows its range in the text, so nothing of the lexical form is lost. */
export type Json = JsonObject | JsonArray | JsonString | JsonNumber | JsonLiteral;

interface Range {
  readonly start: number;
  readonly end: number;
}

export interface JsonObject extends Range {
  readonly kind: 'object';
  /** In the order of the text, duplicate keys included. */
  readonly members: readonly JsonMember[];
}

export interface JsonMember {
  readonly key: JsonString;
  readonly value: Json;
}

export interface JsonArray extends Range {
  readonly kind: 'array';
  readonly items: readonly Json[];
}

export interface JsonString extends Range {
  readonly kind: 'string';
  readonly raw: string;
  readonly value: string;
}

export interface JsonNumber extends Range {
  readonly kind: 'number';
  readonly raw: string;
}

export interface JsonLiteral extends Range {
  readonly kind: 'true' | 'false' | 'null';
}

export interface JsonDocument {
  readonly text: string;
  readonly root: Json;
  /** The white space between the tokens, one entry before each token and one after the last. */
  readonly gaps: readonly string[];
}

export type JsonType = 'object' | 'array' | 'string' | 'int' | 'number' | 'boolean' | 'null';

/** The type as a person names it; `int` and `number` are told apart only for display. */
export function typeOf(node: Json): JsonType {
  if (node.kind === 'true' || node.kind === 'false') return 'boolean';
  if (node.kind === 'number') return /^-?\d+$/.test(node.raw) ? 'int' : 'number';
  return node.kind;
}

/** The text of a scalar as a program sees it: the decoded string, the number as written, the literal. */
export function scalarText(node: Json): string | undefined {
  if (node.kind === 'string') return node.value;
  if (node.kind === 'number') return node.raw;
  return node.kind === 'object' || node.kind === 'array' ? undefined : node.kind;
}

export function isScalar(node: Json): boolean {
  return node.kind !== 'object' && node.kind !== 'array';
}

/** What `JSON.parse` would have given, except that numbers stay as written where a double would lose digits. */
export function plain(node: Json): unknown {
  switch (node.kind) {
    case 'object':
      return Object.fromEntries(node.members.map(({ key, value }) => [key.value, plain(value)]));
    case 'array':
      return node.items.map(plain);
    case 'string':
      return node.value;
    case 'number':
      return Number(node.raw);
    case 'null':
      return null;
    default:
      return node.kind === 'true';
  }
}
