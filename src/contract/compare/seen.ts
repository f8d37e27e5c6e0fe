import type { Header, HttpResponse } from '../../ports/http.ts';
import type { JsonDocument } from '../json/ast.ts';
import type { Symbolise } from '../json/diff.ts';
import { parseJson } from '../json/parse.ts';
import { parseEventStream } from './event-stream.ts';

/** One answer of one side, ready to be compared. */
export interface Seen {
  /** Who gave it: answers of different sides are about different entities. */
  readonly lane: string;
  readonly response: HttpResponse;
  readonly body: Body;
  /** Replaces this side's own values by names that all sides share. */
  readonly symbolise: Symbolise;
  /** What this side captured so far: `create_task.id` → the value. */
  readonly captured: ReadonlyMap<string, string>;
  /** Fills in `{{templates}}` with this side's values; absent where it has none, and then texts stand as they are. */
  readonly expand?: (text: string) => string;
  /** When the request was sent, milliseconds since the epoch. */
  readonly at: number;
}

export type Body =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly document: JsonDocument; readonly stream: boolean }
  /** Called JSON by its content type, but it is not; or not the text that it claims to be. */
  | { readonly kind: 'broken'; readonly message: string; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

export function headerValues(headers: readonly Header[], name: string): readonly string[] {
  return headers.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value);
}

export function mediaType(response: HttpResponse): string {
  const [type = ''] = (headerValues(response.headers, 'content-type')[0] ?? '').split(';');
  return type.trim().toLowerCase();
}

export function isJsonType(type: string): boolean {
  return /^(application\/json|text\/json|.+\/.+\+json)$/.test(type);
}

export function readBody(response: HttpResponse): Body {
  if (response.content.length === 0) return { kind: 'none' };
  const type = mediaType(response);
  const text = decodeText(response.content);
  if (text === undefined) {
    return isJsonType(type) ? { kind: 'broken', message: 'the JSON is not valid UTF-8', text: '' } : bytes(response);
  }
  if (type === 'text/event-stream') return { kind: 'json', document: parseEventStream(text), stream: true };
  if (!isJsonType(type)) return { kind: 'text', text };
  const parsed = parseJson(text);
  if (parsed.ok) return { kind: 'json', document: parsed.document, stream: false };
  return { kind: 'broken', message: `not valid JSON at character ${parsed.at + 1}: ${parsed.message}`, text };
}

function bytes(response: HttpResponse): Body {
  return { kind: 'bytes', bytes: response.content };
}

function decodeText(content: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    // Not UTF-8 is an answer, not an error: the body is compared as bytes.
    return undefined;
  }
}
