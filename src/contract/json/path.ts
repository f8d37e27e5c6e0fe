/** A place in a JSON document: keys and indexes from the root. */
export type Path = readonly (string | number)[];

/** A path with wildcards, as a contract writes it: `$.tasks[*].id`, `$.usage.*`, `$['x-y']`. */
export type PathPattern = readonly (string | number | typeof anything)[];
export const anything: unique symbol = Symbol('*');

/** `undefined` when the text is not in the subset: names, indexes and `*`, no filters and no `..`. */
export function parsePath(text: string): PathPattern | undefined {
  if (!text.startsWith('$')) return undefined;
  const parts: (string | number | typeof anything)[] = [];
  const part = /\.\*|\[\*\]|\.([^.[\]'"*\s]+)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/y;
  part.lastIndex = 1;
  while (part.lastIndex < text.length) {
    const match = part.exec(text);
    if (!match) return undefined;
    parts.push(partOf(match));
  }
  return parts;
}

function partOf([whole, name, index, single, double]: RegExpExecArray): string | number | typeof anything {
  if (whole.includes('*') && name === undefined && single === undefined && double === undefined) return anything;
  if (index !== undefined) return Number(index);
  return name ?? (single ?? double ?? '').replaceAll(/\\(.)/g, '$1');
}

export function matches(pattern: PathPattern, path: Path): boolean {
  return pattern.length === path.length && startsLike(pattern, path);
}

/** True when `path` is the place of the pattern or lies below it. */
export function covers(pattern: PathPattern, path: Path): boolean {
  return pattern.length <= path.length && startsLike(pattern, path);
}

function startsLike(pattern: PathPattern, path: Path): boolean {
  return pattern.every((part, at) => part === anything || part === path[at]);
}

/** The more exact pattern wins: a name or an index weighs 2, a wildcard 1, multiplied from the root. */
export function weight(pattern: PathPattern): number {
  return pattern.reduce<number>((product, part) => product * (part === anything ? 1 : 2), 2);
}

export function formatPath(path: Path): string {
  return `$${path.map((part) => (typeof part === 'number' ? `[${part}]` : formatName(part))).join('')}`;
}

function formatName(name: string): string {
  return /^[^.[\]'"*\s]+$/.test(name) ? `.${name}` : `['${name.replaceAll(/['\\]/g, '\\$&')}']`;
}
