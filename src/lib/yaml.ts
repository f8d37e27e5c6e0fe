import {
  CORE_SCHEMA,
  constructFromEvents,
  EVENT_ID,
  type Event,
  getScalarValue,
  parseEvents,
  YAMLException,
} from 'js-yaml';

export type Path = readonly (string | number)[];

export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface YamlFault extends Position {
  readonly path?: string;
  readonly message: string;
  readonly hint?: string;
}

/** A document with the place of everything in it. */
export interface YamlDocument {
  readonly value: unknown;
  readonly faults: readonly YamlFault[];
  /** Where the key (or list item) stands; for a path that does not exist, where its nearest parent stands. */
  readonly keyAt: (path: Path) => Position;
  readonly valueAt: (path: Path) => Position;
}

interface Offsets {
  readonly key: number;
  readonly value: number;
}

/** Parses one YAML 1.2 document. Never throws for what a user wrote: faults come back with their position. */
export function parseYaml(text: string): YamlDocument {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const at = positions(source);
  try {
    const events = parseEvents(source, { maxDepth: 60 });
    const places = new Map<string, Offsets>();
    const faults = walk(source, events, places, at);
    const documents = constructFromEvents(events, { source, schema: CORE_SCHEMA, json: true, maxAliases: 100 });
    const extra =
      documents.length > 1
        ? [{ line: 1, column: 1, message: 'more than one document', hint: 'remove the “---” between them' }]
        : [];
    const find = (path: Path): Offsets => lookup(places, path);
    if (unfoldedSize(documents[0]) > mostNodes) throw new YAMLException('its anchors unfold into far too many values');
    return {
      value: documents[0],
      faults: [...faults, ...extra],
      keyAt: (path) => at(find(path).key),
      valueAt: (path) => at(find(path).value),
    };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return broken(error, source);
  }
}

/** Far more than any configuration has; whoever walks through the document walks through each alias again. */
const mostNodes = 100_000;

/** How many values there are when each alias stands for a copy; each is looked at once. */
function unfoldedSize(value: unknown, known = new Map<object, number>()): number {
  if (typeof value !== 'object' || value === null) return 1;
  const before = known.get(value);
  if (before !== undefined) return before;
  const size = Object.values(value).reduce<number>((total, item) => total + unfoldedSize(item, known), 1);
  known.set(value, size);
  return size;
}

export function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    const name = /^[\w-]+$/.test(part) ? part : JSON.stringify(part);
    return text === '' ? name : `${text}.${name}`;
  }, '');
}

function broken(error: YAMLException, source: string): YamlDocument {
  const start = { line: 1, column: 1 };
  const mark = error.mark as { line: number; column: number } | undefined;
  const place = mark ? { line: mark.line + 1, column: mark.column + 1 } : start;
  const tab = /^\s*\t/.test(source.split('\n')[place.line - 1] ?? '');
  const fault = {
    ...place,
    message: `not valid YAML: ${error.reason}`,
    ...(tab ? { hint: 'indent with blanks, not with tabs' } : {}),
  };
  return { value: undefined, faults: [fault], keyAt: () => start, valueAt: () => start };
}

interface Frame {
  readonly kind: 'document' | 'sequence' | 'mapping';
  readonly path: Path;
  readonly seen: Set<string>;
  index: number;
  key: { readonly name: string; readonly offset: number } | undefined;
}

/** Goes once through the events, noting where each path stands; duplicate keys are the faults it can find. */
function walk(
  source: string,
  events: readonly Event[],
  places: Map<string, Offsets>,
  at: (offset: number) => Position,
): YamlFault[] {
  const faults: YamlFault[] = [];
  const frames: Frame[] = [];
  for (const event of events) {
    if (event.type === EVENT_ID.POP) {
      frames.pop();
      continue;
    }
    const parent = frames.at(-1);
    const offset = startOf(event);
    if (parent?.kind === 'mapping' && parent.key === undefined) {
      const name = event.type === EVENT_ID.SCALAR ? getScalarValue(source, event) : '?';
      if (parent.seen.has(name))
        faults.push({ ...at(offset), path: pathText([...parent.path, name]), message: 'this key stands here twice' });
      parent.seen.add(name);
      parent.key = { name, offset };
      if (event.type === EVENT_ID.SCALAR || event.type === EVENT_ID.ALIAS) continue;
      throw new YAMLException('a key must be a plain word, not a list or a mapping');
    }
    const path = parent ? childPath(parent) : [];
    if (event.type !== EVENT_ID.DOCUMENT) {
      places.set(JSON.stringify(path), { key: parent?.key?.offset ?? offset, value: offset });
      if (parent) {
        parent.index++;
        parent.key = undefined;
      }
    }
    const kind = frameKinds[event.type];
    if (kind) frames.push({ kind, path, seen: new Set(), index: 0, key: undefined });
  }
  return faults;
}

const frameKinds: Readonly<Record<number, Frame['kind']>> = {
  [EVENT_ID.DOCUMENT]: 'document',
  [EVENT_ID.SEQUENCE]: 'sequence',
  [EVENT_ID.MAPPING]: 'mapping',
};

function childPath(parent: Frame): Path {
  if (parent.kind === 'document') return [];
  return [...parent.path, parent.kind === 'sequence' ? parent.index : (parent.key?.name ?? '?')];
}

function startOf(event: Event): number {
  if (event.type === EVENT_ID.SCALAR) return Math.max(0, event.valueStart);
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart;
  return event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING ? event.start : 0;
}

function lookup(places: Map<string, Offsets>, path: Path): Offsets {
  for (let length = path.length; length >= 0; length--) {
    const found = places.get(JSON.stringify(path.slice(0, length)));
    if (found) return found;
  }
  return { key: 0, value: 0 };
}

function positions(source: string): (offset: number) => Position {
  const starts = [0];
  for (let index = source.indexOf('\n'); index !== -1; index = source.indexOf('\n', index + 1)) starts.push(index + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
