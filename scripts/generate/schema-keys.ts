import * as values from '../../src/config/values.ts';

/** One key of a document, as a reference page tells of it. */
export interface Key {
  /** `images.<name>.dockerfile` */
  readonly path: string;
  readonly type: string;
  readonly fallback: string | undefined;
  readonly required: boolean;
  readonly description: string;
}

/** As much of a valibot schema as configuration uses, looked at as data. */
interface Node {
  readonly type: string;
  readonly default?: unknown;
  readonly pipe?: readonly Node[];
  readonly entries?: Readonly<Record<string, Node>>;
  readonly wrapped?: Node;
  readonly item?: Node;
  readonly key?: Node;
  readonly value?: Node;
  readonly options?: readonly unknown[];
  readonly literal?: unknown;
  readonly description?: string;
}

export function keysOf(schema: unknown): Key[] {
  return entriesOf(schema as Node, '');
}

function entriesOf(node: Node, prefix: string): Key[] {
  const entries = content(node).entries ?? {};
  return Object.entries(entries).flatMap(([name, entry]) => keyOf(entry, prefix === '' ? name : `${prefix}.${name}`));
}

function keyOf(entry: Node, path: string): Key[] {
  const optional = content(entry, false);
  const key: Key = {
    path,
    type: typeOf(entry),
    fallback: optional.type === 'optional' && optional.default !== undefined ? shown(optional.default) : undefined,
    required: optional.type !== 'optional',
    description: descriptionOf(entry) ?? '',
  };
  return [key, ...below(entry, path)];
}

/** Keys inside of a mapping, of each value of a mapping by name, or of each item of a list. */
function below(entry: Node, path: string): Key[] {
  const inner = content(entry);
  if (inner.entries) return entriesOf(inner, path);
  if (inner.type === 'record' && inner.value) return entriesOf(content(inner.value), `${path}.<name>`);
  return inner.type === 'array' && inner.item ? entriesOf(content(inner.item), `${path}[]`) : [];
}

/** Through pipes, and through `optional` as well, to what is meant. */
function content(node: Node, throughOptional = true): Node {
  const first = node.pipe?.[0];
  if (first && first !== node && !named.has(node)) return content(first, throughOptional);
  if (throughOptional && node.type === 'optional' && node.wrapped) return content(node.wrapped);
  return node;
}

function descriptionOf(node: Node): string | undefined {
  const said = node.pipe?.find((part) => part.type === 'description')?.description;
  if (said !== undefined) return said;
  const first = node.pipe?.[0];
  if (first && first !== node) return descriptionOf(first);
  return node.wrapped ? descriptionOf(node.wrapped) : undefined;
}

/** The scalars of the configuration by the words that a reader knows. */
const named = new Map<unknown, string>([
  [values.dnsName, 'name'],
  [values.duration, 'duration'],
  [values.bytes, 'size'],
  [values.workspacePath, 'path'],
  [values.valuePath, 'value path'],
  [values.envName, 'variable'],
  [values.imageTag, 'image reference'],
  [values.httpUrl, 'address'],
  [values.scalar, 'text, number or true/false'],
]);

function typeOf(node: Node): string {
  for (let at: Node | undefined = node; at; at = at.pipe && at.pipe[0] !== at ? at.pipe[0] : at.wrapped) {
    const name = named.get(at);
    if (name !== undefined) return name;
    if (!at.pipe && !at.wrapped) break;
  }
  const inner = content(node);
  const word = words[inner.type];
  if (word === undefined) throw new Error(`no words for a ${inner.type} in the reference page`);
  return word(inner);
}

const words: Readonly<Record<string, (node: Node) => string>> = {
  string: () => 'text',
  number: () => 'number',
  boolean: () => 'true/false',
  literal: ({ literal }) => shown(literal),
  picklist: ({ options = [] }) => options.map(shown).join(', '),
  strict_object: () => 'mapping',
  record: ({ key, value }) => `mapping of ${key ? typeOf(key) : 'text'} to ${value ? typeOf(value) : 'text'}`,
  array: ({ item }) => `list of ${item ? typeOf(item) : 'text'}`,
  union: ({ options = [] }) => (options as readonly Node[]).map(typeOf).join(', or '),
};

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : value.map(shown).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
