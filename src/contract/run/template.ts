export type Lookup = (name: string) => string | undefined;

/** A template names something that this side does not have: a secret that is not set, a capture of a skipped step. */
export class MissingValue extends Error {
  readonly value: string;
  constructor(value: string) {
    super(`{{${value}}} is not known here`);
    this.name = 'MissingValue';
    this.value = value;
  }
}

const hole = /\{\{\s*([^{}]+?)\s*\}\}/g;

export function expandText(text: string, lookup: Lookup): string {
  return text.replaceAll(hole, (_, name: string) => {
    const value = firstKnown(name, lookup);
    if (value === undefined) throw new MissingValue(name);
    return value;
  });
}

/** `{{a | b}}`: the first one that has a value. */
function firstKnown(name: string, lookup: Lookup): string | undefined {
  const [first = '', ...others] = name.split('|').map((one) => one.trim());
  const value = lookup(first);
  return value === undefined && others.length > 0 ? firstKnown(others.join('|'), lookup) : value;
}

/** Texts inside a JSON value are expanded; everything else stays as it is. */
export function expandValue(value: unknown, expand: (text: string) => string): unknown {
  if (typeof value === 'string') return expand(value);
  if (Array.isArray(value)) return value.map((item) => expandValue(item, expand));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expandValue(item, expand)]));
}

/** The secrets that a contract names, so that their values can be made unprintable before anything is sent. */
export function secretNames(text: string): readonly string[] {
  return namesIn(text).flatMap((name) => (name.startsWith('secret.') ? [name.slice('secret.'.length)] : []));
}

export function namesIn(text: string): readonly string[] {
  return [...text.matchAll(hole)].flatMap(([, name = '']) => name.split('|').map((one) => one.trim()));
}
