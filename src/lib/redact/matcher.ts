import type { Needle } from './encodings.ts';

export interface Match {
  readonly start: number;
  readonly end: number;
  /** The value that was passed with the needle. */
  readonly owner: number;
}

export interface OwnedNeedle extends Needle {
  readonly owner: number;
}

export interface Matcher {
  readonly find: (text: string, from: number) => Match | undefined;
}

const tableSize = 1 << 16;

/** Looks for all needles at once and skips what cannot be one (Wu and Manber), so that many needles cost about as much as few. */
export function createMatcher(needles: readonly OwnedNeedle[]): Matcher {
  if (needles.length === 0) return { find: () => undefined };
  const window = Math.min(...needles.map((needle) => needle.text.length));
  const skips = new Uint8Array(tableSize).fill(Math.min(255, window - 2));
  const endingIn = new Map<number, OwnedNeedle[]>();
  for (const needle of [...needles].sort((a, b) => b.text.length - a.text.length)) {
    for (let at = 2; at < window; at++) {
      const key = hash(needle.text, at);
      skips[key] = Math.min(skips[key] as number, window - 1 - at);
    }
    const last = hash(needle.text, window - 1);
    endingIn.set(last, [...(endingIn.get(last) ?? []), needle]);
  }
  return { find: (text, from) => search(text, from + window - 1, { window, skips, endingIn }) };
}

interface Tables {
  readonly window: number;
  readonly skips: Uint8Array;
  readonly endingIn: ReadonlyMap<number, readonly OwnedNeedle[]>;
}

function search(text: string, from: number, tables: Tables): Match | undefined {
  const { window, skips, endingIn } = tables;
  for (let at = from; at < text.length; ) {
    const key = hash(text, at);
    const skip = skips[key] as number;
    if (skip > 0) {
      at += skip;
      continue;
    }
    const start = at - window + 1;
    const needle = endingIn.get(key)?.find((candidate) => text.startsWith(candidate.text, start));
    if (needle) return matchOf(text, start, needle);
    at++;
  }
  return undefined;
}

function hash(text: string, at: number): number {
  return ((text.charCodeAt(at - 2) * 1009) ^ (text.charCodeAt(at - 1) * 131) ^ text.charCodeAt(at)) & (tableSize - 1);
}

function matchOf(text: string, start: number, needle: OwnedNeedle): Match {
  const end = start + needle.text.length;
  if (!needle.part) return { start, end, owner: needle.owner };
  return { start: runStart(text, start), end: runEnd(text, end), owner: needle.owner };
}

export function runStart(text: string, from: number): number {
  let at = from;
  while (at > 0 && text[at - 1] !== '=' && isRun(text.charCodeAt(at - 1))) at--;
  return at;
}

function runEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && isRun(text.charCodeAt(at))) at++;
  return at;
}

/** Letters, digits and `+ / = _ -`: what base64, hex and tokens are made of. */
export function isRun(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 47 && code <= 57) ||
    code === 43 ||
    code === 45 ||
    code === 61 ||
    code === 95
  );
}
