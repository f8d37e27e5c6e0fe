/** A document as it comes out of YAML, before anybody has checked it. */

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What the second says wins, key by key; lists are replaced whole. */
export function merge(base: Record<string, unknown>, over: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const result = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    result[key] = isObject(value) && isObject(below) ? merge(below, value) : value;
  }
  return result;
}

/** The name that was given, or one made of the folder's. */
export function nameOr(given: unknown, folder: string): string {
  if (typeof given === 'string' && given !== '') return given;
  const plain = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40);
  return plain.replaceAll(/^-+|-+$/g, '') || 'app';
}
