import type { Json } from '../json/ast.ts';
import { formatPath, type Path } from '../json/path.ts';

export const differenceKinds = [
  'status',
  'header-set',
  'header-value',
  'type',
  'missing',
  'extra',
  'null',
  'array-length',
  'array-order',
  'value',
  'number-lexeme',
  'string-escape',
  'key-order',
  'whitespace',
  'duplicate-key',
  'encoding',
] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

/** Equal for a JSON parser, not equal as bytes. */
export const lexicalKinds: readonly DifferenceKind[] = ['number-lexeme', 'string-escape', 'key-order', 'whitespace'];

/** Where in a response: the status line, a header, a cookie, the body as a whole, or a place in a JSON body. */
export type Where =
  | { readonly part: 'status' }
  | { readonly part: 'header'; readonly name: string }
  | { readonly part: 'cookie'; readonly name: string; readonly attribute?: string }
  | { readonly part: 'body' }
  | { readonly part: 'json'; readonly path: Path };

/** One difference between what the reference gave and what was found. Values are tokens, so their type is known. */
export interface Difference {
  readonly where: Where;
  readonly kind: DifferenceKind;
  readonly expected?: Json;
  readonly actual?: Json;
  readonly note?: string;
}

/** `status`, `header[vary]`, `set-cookie[sid].Path`, `body` or `$.a[0]`: the form that a contract uses too. */
export function formatWhere(where: Where): string {
  switch (where.part) {
    case 'json':
      return formatPath(where.path);
    case 'header':
      return `header[${where.name}]`;
    case 'cookie':
      return `set-cookie[${where.name}]${where.attribute === undefined ? '' : `.${where.attribute}`}`;
    default:
      return where.part;
  }
}

/** A text that is no JSON, as the token it would be, so that one set of functions serves both. */
export function textToken(value: string): Json {
  return { kind: 'string', start: 0, end: 0, raw: JSON.stringify(value), value };
}

export function numberToken(value: number): Json {
  return { kind: 'number', start: 0, end: 0, raw: String(value) };
}
