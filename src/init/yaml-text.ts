/** Writes a document as a person would: blocks outside, short lists and mappings on one line, quotes only where needed. */
export type Node = string | number | boolean | readonly Node[] | { readonly [key: string]: Node | undefined };

const width = 100;

export function yamlText(document: { readonly [key: string]: Node | undefined }): string {
  return `${block(document, 0).join('\n')}\n`;
}

function block(node: { readonly [key: string]: Node | undefined }, indent: number): string[] {
  return Object.entries(node).flatMap(([key, value]) => (value === undefined ? [] : entry(scalar(key), value, indent)));
}

function entry(key: string, value: Node, indent: number): string[] {
  const margin = ' '.repeat(indent);
  const line = `${margin}${key}: ${flow(value)}`;
  if (!isContainer(value) || isEmpty(value)) return [line];
  // The first two levels are what a reader looks for, so they stay blocks.
  const short = line.length <= width && (indent > 2 || Array.isArray(value)) && isFlat(value);
  if (short) return [line];
  if (Array.isArray(value)) return [`${margin}${key}:`, ...value.flatMap((item: Node) => listItem(item, indent + 2))];
  return [`${margin}${key}:`, ...block(value as { readonly [key: string]: Node | undefined }, indent + 2)];
}

function listItem(item: Node, indent: number): string[] {
  const margin = ' '.repeat(indent);
  if (!isContainer(item) || Array.isArray(item) || isFlat(item)) return [`${margin}- ${flow(item)}`];
  const lines = block(item as { readonly [key: string]: Node | undefined }, indent + 2);
  return lines.map((line, index) => (index === 0 ? `${margin}- ${line.trimStart()}` : line));
}

function flow(value: Node): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (!isContainer(value)) return scalar(value);
  const pairs = Object.entries(value).flatMap(([key, item]) =>
    item === undefined ? [] : [`${scalar(key)}: ${flow(item)}`],
  );
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}

function scalar(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  const plain =
    /^[A-Za-z_./][\w./@+-]*([: ][\w./@+-]+)*$/.test(value) && !/^(true|false|null|yes|no|on|off|~)$/i.test(value);
  return plain ? value : JSON.stringify(value);
}

function isContainer(value: Node): value is readonly Node[] | { readonly [key: string]: Node | undefined } {
  return typeof value === 'object';
}

function isEmpty(value: Node): boolean {
  return isContainer(value) && Object.keys(value).length === 0;
}

function isFlat(value: Node): boolean {
  return (
    isContainer(value) && Object.values(value).every((item) => !isContainer(item as Node) || isEmpty(item as Node))
  );
}
