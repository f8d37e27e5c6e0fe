/** What every provider's request comes down to, and what the stand-in can answer. */
export type Turn =
  | { readonly role: 'user' | 'assistant'; readonly text: string }
  | { readonly role: 'tool'; readonly name: string; readonly text: string };

export type Conversation = {
  readonly model: string;
  readonly tools: readonly string[];
  readonly turns: readonly Turn[];
};

export type Reply =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: Readonly<Record<string, unknown>> }
  | { readonly kind: 'failure'; readonly status: number };

/** One server-sent event: Anthropic and the Responses protocol name them, the others do not. */
export type StreamEvent = { readonly event?: string; readonly data: unknown };

/** Everything a renderer needs besides the reply; `id` depends on the request alone. */
export type Frame = { readonly id: string; readonly model: string; readonly inputTokens: number };

export type Spoken = Exclude<Reply, { kind: 'failure' }>;

export type Protocol = {
  readonly parse: (body: Json) => Conversation;
  readonly body: (reply: Spoken, frame: Frame) => unknown;
  readonly stream: (reply: Spoken, frame: Frame) => readonly StreamEvent[];
  readonly error: (status: number, message: string) => unknown;
  readonly endOfStream?: string;
};

export type Json = { readonly [key: string]: unknown };

export const asJson = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
export const asList = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.map(asJson) : []);
export const asText = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Message content is a string, or a list of typed parts of which only the text matters here. */
export function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  return asList(content)
    .map((part) => asText(part.text) || documentText(asJson(part.document).data))
    .join('');
}

/** Cohere's documents hold a string or an object. */
const documentText = (data: unknown): string =>
  typeof data === 'string' || data === undefined ? asText(data) : JSON.stringify(data);

export const tokens = (text: string): number => Math.ceil(text.length / 4);
export const spokenText = (reply: Spoken): string =>
  reply.kind === 'text' ? reply.text : JSON.stringify(reply.arguments);

/** Word by word, as a model would. */
export const pieces = (text: string): readonly string[] => text.match(/\S+\s*/g) ?? [];
