type Schema = Readonly<Record<string, unknown>>;

/** What a value has against a schema, for the words that our generated schemas use; an unknown word is a mistake here. */
export function problemsOf(value: unknown, schema: Schema, root: Schema = schema, path = '$'): readonly string[] {
  return Object.entries(schema).flatMap(([word, rule]) => {
    const judge = words[word];
    if (judge === undefined) throw new Error(`this validator does not know ${word}`);
    return judge({ value, rule, schema, root, path });
  });
}

interface Case {
  readonly value: unknown;
  readonly rule: unknown;
  readonly schema: Schema;
  readonly root: Schema;
  readonly path: string;
}

const nothing = (): readonly string[] => [];

const words: Readonly<Record<string, (one: Case) => readonly string[]>> = {
  $schema: nothing,
  $defs: nothing,
  title: nothing,
  description: nothing,
  $ref: ({ value, rule, root, path }) => {
    const target = (root.$defs as Record<string, Schema>)[String(rule).replace('#/$defs/', '')];
    return target === undefined ? [`${path}: ${rule} is not defined`] : problemsOf(value, target, root, path);
  },
  type: ({ value, rule, path }) => {
    const is = rule === 'integer' ? Number.isInteger(value) : typeOf(value) === rule;
    return is ? [] : [`${path}: ${typeOf(value)}, not ${rule}`];
  },
  maxLength: ({ value, rule, path }) =>
    typeof value === 'string' && [...value].length > Number(rule) ? [`${path}: longer than ${rule}`] : [],
  maxItems: ({ value, rule, path }) =>
    Array.isArray(value) && value.length > Number(rule) ? [`${path}: more than ${rule} items`] : [],
  const: ({ value, rule, path }) => (value === rule ? [] : [`${path}: not ${rule}`]),
  enum: ({ value, rule, path }) =>
    (rule as readonly unknown[]).includes(value) ? [] : [`${path}: not one of ${rule}`],
  anyOf: ({ value, rule, root, path }) =>
    (rule as readonly Schema[]).some((one) => problemsOf(value, one, root, path).length === 0)
      ? []
      : [`${path}: fits none of the alternatives`],
  items: ({ value, rule, root, path }) =>
    Array.isArray(value)
      ? value.flatMap((item, index) => problemsOf(item, rule as Schema, root, `${path}[${index}]`))
      : [],
  properties: ({ value, rule, root, path }) =>
    entries(value).flatMap(([key, item]) => {
      const schema = (rule as Record<string, Schema>)[key];
      return schema === undefined ? [] : problemsOf(item, schema, root, `${path}.${key}`);
    }),
  required: ({ value, rule, path }) =>
    (rule as readonly string[])
      .filter((key) => !entries(value).some(([name]) => name === key))
      .map((key) => `${path}.${key}: missing`),
  additionalProperties: ({ value, rule, schema, root, path }) => {
    const more = entries(value).filter(([key]) => !Object.hasOwn((schema.properties ?? {}) as object, key));
    return more.flatMap(([key, item]) =>
      rule === false ? [`${path}.${key}: unknown`] : problemsOf(item, rule as Schema, root, `${path}.${key}`),
    );
  },
};

function entries(value: unknown): readonly (readonly [string, unknown])[] {
  return typeOf(value) === 'object' ? Object.entries(value as object) : [];
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
