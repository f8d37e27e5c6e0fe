import type { Json, JsonDocument, JsonMember } from '../json/ast.ts';
import { parseJson } from '../json/parse.ts';

/**
 * Server-sent events as a JSON list of `{ event, data, id, retry }`, so that the same rules and paths serve for streams:
 * `$[0].data.text`. Data that is JSON is taken apart as well.
 */
export function parseEventStream(text: string): JsonDocument {
  const blocks = text.split(/\r\n\r\n|\n\n|\r\r/).filter((block) => block.trim() !== '');
  const items = blocks.map((block) => eventNode(block));
  return { text, root: { kind: 'array', start: 0, end: text.length, items }, gaps: [] };
}

function eventNode(block: string): Json {
  const fields = new Map<string, string[]>();
  for (const line of block.split(/\r\n|\n|\r/)) {
    const [, name = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
    const key = name === '' ? 'comment' : name;
    fields.set(key, [...(fields.get(key) ?? []), value]);
  }
  const members = [...fields].map(([name, values]) => member(name, values.join('\n')));
  return { kind: 'object', start: 0, end: 0, members };
}

function member(name: string, value: string): JsonMember {
  const parsed = name === 'data' ? parseJson(value) : undefined;
  return { key: string(name), value: parsed?.ok ? parsed.document.root : string(value) };
}

function string(value: string): Json & { kind: 'string' } {
  return { kind: 'string', start: 0, end: 0, raw: JSON.stringify(value), value };
}
