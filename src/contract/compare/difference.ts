import type { Path } from '../json/path.ts';

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

/** One difference between what the reference gave and what was found, as text for a person. */
export interface Difference {
  readonly where: Where;
  readonly kind: DifferenceKind;
  /** With the JSON type where there is one: `int <2>`, `string <"2">`. */
  readonly expected: string;
  readonly actual: string;
  readonly note?: string;
}
