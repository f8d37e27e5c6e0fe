import { type Json, typeOf } from '../json/ast.ts';

const width = 48;

/** A value with its type, cut around the place where it differs: `int <2>`, `string <"2">`, `array of 3`. */
export function showToken(node: Json | undefined, other?: Json): string {
  if (node === undefined) return '(nothing)';
  switch (node.kind) {
    case 'object':
      return `object with ${node.members.length} keys`;
    case 'array':
      return `array of ${node.items.length}`;
    case 'string':
      return `string <"${visible(cut(node.value, other?.kind === 'string' ? other.value : undefined))}">`;
    case 'number':
      return `${typeOf(node)} <${node.raw}>`;
    case 'null':
      return 'null';
    default:
      return `boolean <${node.kind}>`;
  }
}

/** As it was written, for differences that only the spelling shows. */
export function showSpelling(node: Json | undefined): string {
  if (node === undefined) return '(nothing)';
  return 'raw' in node ? cut(node.raw, undefined) : showToken(node);
}

function cut(text: string, other: string | undefined): string {
  if (text.length <= width) return text;
  const at = other === undefined ? 0 : firstDifference(text, other);
  const start = Math.max(0, Math.min(at - width / 3, text.length - width));
  const end = Math.min(text.length, start + width);
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? `… (${text.length} characters)` : ''}`;
}

function firstDifference(text: string, other: string): number {
  let at = 0;
  while (at < text.length && text[at] === other[at]) at++;
  return at;
}

/** Characters that look like others or like nothing are spelled out. */
function visible(text: string): string {
  return text
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Mn}\p{Zl}\p{Zp}\u00a0]/gu, codePoint)
    .replaceAll(/^ +| +$/g, (blanks) => '␠'.repeat(blanks.length));
}

function codePoint(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
