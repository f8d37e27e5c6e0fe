/** As much of a valibot schema as the contract file uses, looked at as data. */
interface Node {
  readonly type: string;
  readonly kind?: string;
  readonly pipe?: readonly Node[];
  readonly entries?: Readonly<Record<string, Node>>;
  readonly wrapped?: Node;
  readonly item?: Node;
  readonly value?: Node;
  readonly key?: Node;
  readonly options?: readonly unknown[];
  readonly literal?: unknown;
  readonly requirement?: unknown;
  readonly description?: string;
}

export type JsonSchema = Readonly<Record<string, unknown>>;

export function jsonSchemaOf(schema: unknown): JsonSchema {
  return convert(schema as Node);
}

function convert(node: Node): JsonSchema {
  const [, ...actions] = node.pipe ?? [];
  const base = (converters[node.type] ?? unknownType)(node);
  const first = node.pipe?.[0];
  // A pipe repeats the type of its first member; what that member says itself must not be lost.
  const inner = first && first !== node && first.pipe ? convert(first) : {};
  return Object.assign({}, inner, base, ...actions.map(actionOf)) as JsonSchema;
}

function unknownType(node: Node): JsonSchema {
  throw new Error(`no JSON Schema is known for “${node.type}”`);
}

const converters: Readonly<Record<string, (node: Node) => JsonSchema>> = {
  string: () => ({ type: 'string' }),
  number: () => ({ type: 'number' }),
  boolean: () => ({ type: 'boolean' }),
  unknown: () => ({}),
  literal: ({ literal }) => ({ const: literal }),
  picklist: ({ options }) => ({ enum: options }),
  array: ({ item }) => ({ type: 'array', items: convert(item as Node) }),
  record: ({ value, key }) => ({
    type: 'object',
    additionalProperties: convert(value as Node),
    ...(key?.type === 'picklist' && { propertyNames: convert(key) }),
  }),
  union: ({ options }) => ({ anyOf: (options as readonly Node[]).map(convert) }),
  optional: ({ wrapped }) => convert(wrapped as Node),
  strict_object: ({ entries = {} }) => ({
    type: 'object',
    properties: Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, convert(entry)])),
    required: Object.keys(entries).filter((name) => entries[name]?.type !== 'optional'),
    additionalProperties: false,
  }),
};

function actionOf(action: Node): JsonSchema {
  switch (action.type) {
    case 'description':
      return { description: action.description };
    case 'regex':
      return { pattern: (action.requirement as RegExp).source };
    case 'starts_with':
      return { pattern: `^${String(action.requirement)}` };
    case 'integer':
      return { type: 'integer' };
    case 'min_value':
      return { minimum: action.requirement };
    case 'max_value':
      return { maximum: action.requirement };
    case 'min_length':
      return { [lengthKey(action)]: action.requirement };
    default:
      return {};
  }
}

/** Lists and texts share the action; only its expectation tells them apart, so the safe reading is both. */
function lengthKey(action: Node): string {
  return action.requirement === 1 ? 'minItems' : 'minLength';
}
