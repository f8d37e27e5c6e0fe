import { type Json, typeOf } from './ast.ts';
import { detectors } from './detect.ts';

export type ClassCheck =
  | { readonly same: true; readonly label: string }
  | { readonly same: false; readonly expected: string; readonly actual: string };

/**
 * Whether a value that varies is still of the kind that the reference shows: same JSON type, same null-ness, same
 * format. A format counts only when all reference values have it, since one value alone may look so by chance.
 */
export function sameClass(references: readonly Json[], candidate: Json): ClassCheck {
  const types = new Set(references.map(looseType));
  if (!types.has(looseType(candidate))) {
    return { same: false, expected: [...types].join(' or '), actual: looseType(candidate) };
  }
  if (candidate.kind === 'number') return numberClass(references, candidate.raw);
  if (candidate.kind !== 'string') return { same: true, label: typeOf(candidate) };
  const strings = references.filter((node) => node.kind === 'string').map((node) => node.value);
  return stringClass(strings, candidate.value);
}

function looseType(node: Json): string {
  const type = typeOf(node);
  return type === 'int' ? 'number' : type;
}

function numberClass(references: readonly Json[], candidate: string): ClassCheck {
  const numbers = references.filter((node) => node.kind === 'number').map((node) => node.raw);
  const expected = [...new Set(numbers.map(numberFormat))];
  const actual = numberFormat(candidate);
  if (expected.length === 1 && expected[0] !== actual && expected[0] !== 'number') {
    return { same: false, expected: expected[0] as string, actual };
  }
  return { same: true, label: actual };
}

/** Epoch seconds and milliseconds are recognised from the year 2001 on, until 2065. */
function numberFormat(raw: string): string {
  if (!/^-?\d+$/.test(raw)) return 'number';
  if (/^[12]\d{9}$/.test(raw)) return 'epoch seconds';
  if (/^[12]\d{12}$/.test(raw)) return 'epoch milliseconds';
  return 'int';
}

function stringClass(references: readonly string[], candidate: string): ClassCheck {
  for (const { name, detail } of detectors) {
    const details = references.map(detail);
    if (details.some((one) => one === undefined)) continue;
    return compareDetail({ name, expected: details as string[], actual: detail(candidate), candidate });
  }
  return compareLength(references, candidate);
}

interface DetailInput {
  readonly name: string;
  readonly expected: readonly string[];
  readonly actual: string | undefined;
  readonly candidate: string;
}

function compareDetail({ name, expected, actual, candidate }: DetailInput): ClassCheck {
  // Where the references disagree about the detail (a length, a scheme), the detail carries no promise.
  const agreed = new Set(expected).size === 1;
  if (actual !== undefined && (!agreed || expected[0] === actual)) return { same: true, label: actual };
  return { same: false, expected: agreed ? (expected[0] as string) : name, actual: actual ?? shown(candidate) };
}

/** Free text: half of the shortest to double of the longest that the reference shows. */
function compareLength(references: readonly string[], candidate: string): ClassCheck {
  const lengths = references.map((text) => text.length);
  const [low, high] = [Math.floor(Math.min(...lengths) / 2), Math.max(...lengths) * 2];
  if (candidate.length >= low && candidate.length <= high) return { same: true, label: shown(candidate) };
  return { same: false, expected: `text of ${low} to ${high} characters`, actual: shown(candidate) };
}

function shown(text: string): string {
  return text === '' ? 'an empty string' : `text(${text.length})`;
}
