// Charts share the schema's definitions; each values.schema.json carries a copy of those that it uses, because Helm reads one file.
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

const PREFIX = '#/definitions/';

export const withDefinitions = (schema: JsonObject, definitions: JsonObject): JsonObject => {
  const { definitions: _old, ...own } = schema;
  const names = reachable(own, definitions);
  return { ...own, definitions: Object.fromEntries(names.map((name) => [name, lookUp(name, definitions)])) };
};

const reachable = (from: Json, definitions: JsonObject): readonly string[] => {
  const seen = new Set<string>();
  const visit = (value: Json): void => {
    for (const name of references(value)) {
      if (seen.has(name)) continue;
      seen.add(name);
      visit(lookUp(name, definitions));
    }
  };
  visit(from);
  return [...seen].sort();
};

const references = (value: Json): readonly string[] => {
  if (value === null || typeof value !== 'object') return [];
  if (isList(value)) return value.flatMap(references);
  const own = typeof value.$ref === 'string' && value.$ref.startsWith(PREFIX) ? [value.$ref.slice(PREFIX.length)] : [];
  return [...own, ...Object.values(value).flatMap(references)];
};

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

const lookUp = (name: string, definitions: JsonObject): Json => {
  const found = definitions[name];
  if (found === undefined) throw new Error(`no definition "${name}" in helm/component/definitions.json`);
  return found;
};
