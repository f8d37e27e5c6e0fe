import { expandValue, MissingValue } from '../run/template.ts';
import type { Seen } from './seen.ts';

export type FilledIn = { readonly value: unknown } | { readonly missing: string };

/**
 * What a contract promises, with this side's own values in it. Undefined where nothing can be held against the answer: a
 * reference that lacks a value, such as a secret that was never recorded, proves nothing about it.
 */
export function filledIn(promised: unknown, { expand, lane }: Seen): FilledIn | undefined {
  if (!expand) return { value: promised };
  try {
    return { value: expandValue(promised, expand) };
  } catch (thrown) {
    if (!(thrown instanceof MissingValue)) throw thrown;
    return lane === 'cand' ? { missing: `cannot be compared: ${thrown.message}` } : undefined;
  }
}
