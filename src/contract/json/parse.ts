import type {
  Json,
  JsonArray,
  JsonDocument,
  JsonLiteral,
  JsonMember,
  JsonNumber,
  JsonObject,
  JsonString,
} from './ast.ts';

export type JsonParse =
  | { readonly ok: true; readonly document: JsonDocument }
  | { readonly ok: false; readonly at: number; readonly message: string };

const maxDepth = 512;
const whitespace = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const literal = /true|false|null/y;

/** Strict RFC 8259, without losing duplicate keys, digits, escapes or white space. */
export function parseJson(text: string): JsonParse {
  const cursor: Cursor = { text, at: 0, gaps: [], depth: 0 };
  try {
    const root = value(cursor);
    gap(cursor);
    if (cursor.at < text.length) throw new Malformed(cursor.at, 'text after the end of the document');
    return { ok: true, document: { text, root, gaps: cursor.gaps } };
  } catch (thrown) {
    if (thrown instanceof Malformed) return { ok: false, at: thrown.at, message: thrown.message };
    throw thrown;
  }
}

interface Cursor {
  readonly text: string;
  at: number;
  readonly gaps: string[];
  depth: number;
}

class Malformed extends Error {
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

function value(cursor: Cursor): Json {
  gap(cursor);
  const first = cursor.text[cursor.at];
  if (first === '{') return nested(cursor, object);
  if (first === '[') return nested(cursor, array);
  if (first === '"') return stringToken(cursor);
  return scalar(cursor);
}

function nested<Node>(cursor: Cursor, read: (cursor: Cursor) => Node): Node {
  if (++cursor.depth > maxDepth) throw new Malformed(cursor.at, `nested deeper than ${maxDepth} levels`);
  const node = read(cursor);
  cursor.depth--;
  return node;
}

function object(cursor: Cursor): JsonObject {
  const start = cursor.at++;
  const members: JsonMember[] = [];
  if (!closes(cursor, '}')) {
    do {
      gap(cursor);
      const key = stringToken(cursor);
      expectToken(cursor, ':');
      members.push({ key, value: value(cursor) });
    } while (continues(cursor, '}'));
  }
  return { kind: 'object', start, end: cursor.at, members };
}

function array(cursor: Cursor): JsonArray {
  const start = cursor.at++;
  const items: Json[] = [];
  if (!closes(cursor, ']')) {
    do items.push(value(cursor));
    while (continues(cursor, ']'));
  }
  return { kind: 'array', start, end: cursor.at, items };
}

function closes(cursor: Cursor, bracket: string): boolean {
  const before = cursor.at;
  whitespace.lastIndex = before;
  const blank = whitespace.exec(cursor.text)?.[0] ?? '';
  if (cursor.text[before + blank.length] !== bracket) return false;
  cursor.gaps.push(blank);
  cursor.at = before + blank.length + 1;
  return true;
}

function continues(cursor: Cursor, bracket: string): boolean {
  gap(cursor);
  const next = cursor.text[cursor.at];
  if (next !== ',' && next !== bracket)
    throw new Malformed(cursor.at, `${found(cursor)} where “,” or “${bracket}” belongs`);
  cursor.at++;
  return next === ',';
}

function expectToken(cursor: Cursor, token: string): void {
  gap(cursor);
  if (cursor.text[cursor.at] !== token) throw new Malformed(cursor.at, `${found(cursor)} where “${token}” belongs`);
  cursor.at++;
}

/** The closing quote is searched, not matched by a pattern, so that a body of megabytes cannot exhaust the stack. */
function stringToken(cursor: Cursor): JsonString {
  const start = cursor.at;
  if (cursor.text[start] !== '"') throw new Malformed(start, `${found(cursor)} where a string belongs`);
  let end = start;
  do end = cursor.text.indexOf('"', end + 1);
  while (end > 0 && isEscaped(cursor.text, end));
  if (end < 0) throw new Malformed(start, 'a string without its closing quote');
  const raw = cursor.text.slice(start, end + 1);
  cursor.at = end + 1;
  return { kind: 'string', start, end: cursor.at, raw, value: decoded(raw, start) };
}

function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text[first - 1] === '\\') first--;
  return (at - first) % 2 === 1;
}

function decoded(raw: string, start: number): string {
  try {
    return JSON.parse(raw) as string;
  } catch {
    // The engine's own message counts from the start of the string, which would mislead.
    throw new Malformed(start, 'a string with a control character or an unknown escape');
  }
}

function scalar(cursor: Cursor): JsonNumber | JsonLiteral {
  const start = cursor.at;
  const digits = take(cursor, number);
  if (digits !== undefined) return { kind: 'number', start, end: cursor.at, raw: digits };
  const word = take(cursor, literal);
  if (word === undefined) throw new Malformed(start, `${found(cursor)} where a value belongs`);
  return { kind: word as JsonLiteral['kind'], start, end: cursor.at };
}

function gap(cursor: Cursor): void {
  cursor.gaps.push(take(cursor, whitespace) ?? '');
}

function take(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.at;
  const match = pattern.exec(cursor.text)?.[0];
  if (match !== undefined) cursor.at += match.length;
  return match;
}

function found(cursor: Cursor): string {
  const character = cursor.text[cursor.at];
  return character === undefined ? 'the end of the text' : `“${character}”`;
}
