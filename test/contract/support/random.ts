/** A small seeded generator (mulberry32), so that a failing case can be run again by its seed. */
export interface Random {
  readonly below: (limit: number) => number;
  readonly pick: <Item>(items: readonly Item[]) => Item;
}

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item;
  return { below, pick };
}

/** JSON as text, with the oddities that a parser would iron out: `1.0`, escapes, blanks, repeated keys. */
export function randomJson(random: Random, depth = 3): string {
  const blank = random.pick(['', '', '', ' ', '\n  ']);
  const kind = random.below(depth > 0 ? 8 : 6);
  if (kind === 6) return `[${list(random, () => randomJson(random, depth - 1))}${blank}]`;
  if (kind === 7) return `{${list(random, () => `${randomString(random)}:${blank}${randomJson(random, depth - 1)}`)}}`;
  return blank + randomScalar(random, kind);
}

export function randomScalar(random: Random, kind = random.below(6)): string {
  if (kind === 0) return random.pick(['true', 'false']);
  if (kind === 1) return 'null';
  if (kind === 2) return `${random.below(1e9)}`;
  if (kind === 3) return random.pick(['1.0', '1', '1e0', '0.10', '-0', '12345678901234567890', '2.5E-3']);
  return randomString(random);
}

function randomString(random: Random): string {
  const parts = ['a', 'b', 'é', '\\u00e9', '\\n', '\\/', '/', ' ', '"', '1', '😀'].map((part) =>
    part === '"' ? '\\"' : part,
  );
  return `"${Array.from({ length: random.below(6) }, () => random.pick(parts)).join('')}"`;
}

function list(random: Random, item: () => string): string {
  return Array.from({ length: random.below(4) }, item).join(',');
}
