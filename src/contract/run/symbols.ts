import type { Symbolise } from '../json/diff.ts';

/** The values that are one side's own, each with the name that all sides share. */
export interface Symbols {
  readonly add: (value: string, name: string) => void;
  readonly symbolise: Symbolise;
  readonly entries: () => readonly (readonly [value: string, name: string])[];
}

const shortest = 6;

/** Short values are never replaced: `1` or `true` would be found everywhere. The first name of a value stays. */
export function symbolTable(): Symbols {
  const names = new Map<string, string>();
  let pattern: RegExp | undefined;
  const add = (value: string, name: string): void => {
    if (value.length < shortest || names.has(value)) return;
    names.set(value, name);
    pattern = undefined;
  };
  const symbolise: Symbolise = (text) => {
    if (names.size === 0 || text.length < shortest) return text;
    pattern ??= longestFirst([...names.keys()]);
    return text.replaceAll(pattern, (value) => `⟨${names.get(value)}⟩`);
  };
  return { add, symbolise, entries: () => [...names] };
}

function longestFirst(values: readonly string[]): RegExp {
  const sorted = [...values].sort((a, b) => b.length - a.length);
  return new RegExp(sorted.map((value) => value.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g');
}
