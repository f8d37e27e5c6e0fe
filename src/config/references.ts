/** `{{ vars.x }}`, `{{ env.X }}`, `{{ cluster.ip }}`: resolved before anything is started, so that an address can be a build argument. */

export type Lookup = (name: string) => unknown;

export interface ReferenceFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly name: string;
}

export interface Resolved {
  readonly value: unknown;
  readonly faults: readonly ReferenceFault[];
}

/** References that double each other would otherwise be followed for years. */
const most = 10_000;

const pattern = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** Replaces every reference inside a document. A text that is one reference alone keeps the type of its value. */
export function resolveReferences(document: unknown, lookup: Lookup): Resolved {
  const faults: ReferenceFault[] = [];
  let followed = 0;
  const resolveText = (text: string, path: ReferenceFault['path'], trail: readonly string[]): unknown => {
    const whole = /^\{\{\s*([^{}]*?)\s*\}\}$/.exec(text);
    if (whole) return resolveName(whole[1] as string, path, trail);
    return text.replace(pattern, (_, name: string) => String(resolveName(name, path, trail) ?? ''));
  };
  const resolveName = (name: string, path: ReferenceFault['path'], trail: readonly string[]): unknown => {
    if (trail.includes(name)) {
      faults.push({ path, name, message: `{{ ${name} }} refers to itself: ${[...trail, name].join(' → ')}` });
      return undefined;
    }
    if (++followed > most) {
      if (followed === most + 1)
        faults.push({ path, name, message: `more than ${most} references are followed from here` });
      return undefined;
    }
    const value = lookup(name);
    if (value === undefined) faults.push({ path, name, message: `{{ ${name} }} is not known` });
    return typeof value === 'string' ? resolveText(value, path, [...trail, name]) : value;
  };
  const walk = (value: unknown, path: ReferenceFault['path']): unknown => {
    if (typeof value === 'string') return resolveText(value, path, []);
    if (Array.isArray(value)) return value.map((item, index) => walk(item, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, [...path, key])]));
  };
  return { value: walk(document, []), faults };
}
