import { sha256, sha256OfTree } from './hash.ts';
import type { Part } from './part.ts';

export type Planned = { readonly part: Part; readonly hash: string };

/** The parts asked for and all that they need, each after what it needs, with the hash of everything that decides it. */
export const plan = (table: readonly Part[], wanted: readonly string[], sources: string): readonly Planned[] => {
  const byName = new Map(table.map((part) => [part.name, part]));
  const done = new Map<string, Planned>();
  const visit = (name: string, path: readonly string[]): Planned => {
    const known = done.get(name);
    if (known) return known;
    if (path.includes(name)) throw new Error(`the parts need each other in a circle: ${[...path, name].join(' > ')}`);
    const part = byName.get(name);
    if (!part) throw new Error(`no part is called "${name}"; there are: ${[...byName.keys()].join(', ')}`);
    const needs = (part.needs ?? []).map((need) => visit(need, [...path, name]));
    const planned = { part, hash: hashOf(part, needs, sources) };
    done.set(name, planned);
    return planned;
  };
  for (const name of wanted) visit(name, []);
  return [...done.values()];
};

/** The code that builds a part decides it too, hence `build`'s own text. */
const hashOf = (part: Part, needs: readonly Planned[], sources: string): string =>
  sha256(
    JSON.stringify([
      part.name,
      needs.map((need) => need.hash),
      (part.inputs ?? []).map((path) => sha256OfTree(sources, path)),
      part.settings ?? null,
      String(part.build),
    ]),
  ).slice(0, 16);

export const kitHash = (planned: readonly Planned[]): string =>
  sha256(
    planned
      .map(({ part, hash }) => `${part.name} ${hash}`)
      .sort()
      .join('\n'),
  ).slice(0, 16);
