import {
  asList,
  asText,
  contentText,
  type Frame,
  type Json,
  type Protocol,
  pieces,
  type Spoken,
  spokenText,
  type Turn,
  tokens,
} from './conversation.ts';
import { openaiError } from './openai-chat.ts';

/** OpenAI's Responses, which the Agents SDK speaks: POST /v1/responses. */
export const openaiResponses: Protocol = {
  parse: (body) => ({
    model: asText(body.model),
    tools: asList(body.tools).map((tool) => asText(tool.name)),
    turns: typeof body.input === 'string' ? [{ role: 'user', text: body.input }] : turnsOf(asList(body.input)),
  }),
  body: (reply, frame) => response(frame, 'completed', [item(reply, frame, 'completed')], reply),
  stream: (reply, frame) =>
    events(reply, frame).map((data, index) => ({
      event: asText(data.type),
      data: { ...data, sequence_number: index },
    })),
  error: openaiError,
};

function turnsOf(items: readonly Json[]): readonly Turn[] {
  const names = new Map(
    items.map((entry) => [asText(entry.call_id), asText(entry.name)] as const).filter(([, name]) => name),
  );
  return items.flatMap((entry): readonly Turn[] => {
    if (entry.type === 'function_call_output')
      return [{ role: 'tool', name: names.get(asText(entry.call_id)) ?? '', text: outputText(entry.output) }];
    if (entry.role === 'user' || entry.role === 'assistant')
      return [{ role: entry.role, text: contentText(entry.content) }];
    return [];
  });
}

const outputText = (output: unknown): string => (typeof output === 'string' ? output : contentText(output));

function events(reply: Spoken, frame: Frame): readonly Json[] {
  const place = { output_index: 0, item_id: itemId(reply, frame) };
  const done = item(reply, frame, 'completed');
  return [
    { type: 'response.created', response: response(frame, 'in_progress', []) },
    { type: 'response.in_progress', response: response(frame, 'in_progress', []) },
    { type: 'response.output_item.added', output_index: 0, item: emptyItem(reply, frame) },
    ...(reply.kind === 'text' ? textEvents(reply.text, place) : callEvents(reply, place)),
    { type: 'response.output_item.done', output_index: 0, item: done },
    { type: 'response.completed', response: response(frame, 'completed', [done], reply) },
  ];
}

function textEvents(text: string, place: Json): readonly Json[] {
  const at = { ...place, content_index: 0 };
  return [
    { type: 'response.content_part.added', ...at, part: textPart('') },
    ...pieces(text).map((delta) => ({ type: 'response.output_text.delta', ...at, delta, logprobs: [] })),
    { type: 'response.output_text.done', ...at, text, logprobs: [] },
    { type: 'response.content_part.done', ...at, part: textPart(text) },
  ];
}

function callEvents(reply: Extract<Spoken, { kind: 'call' }>, place: Json): readonly Json[] {
  const argumentsText = JSON.stringify(reply.arguments);
  return [
    { type: 'response.function_call_arguments.delta', ...place, delta: argumentsText },
    { type: 'response.function_call_arguments.done', ...place, name: reply.name, arguments: argumentsText },
  ];
}

const itemId = (reply: Spoken, { id }: Frame): string => `${reply.kind === 'text' ? 'msg' : 'fc'}_${id}`;
const textPart = (text: string): Json => ({ type: 'output_text', text, annotations: [], logprobs: [] });

function item(reply: Spoken, frame: Frame, status: string): Json {
  const id = itemId(reply, frame);
  return reply.kind === 'text'
    ? { id, type: 'message', role: 'assistant', status, content: [textPart(reply.text)] }
    : {
        id,
        type: 'function_call',
        call_id: `call_${frame.id}`,
        name: reply.name,
        arguments: JSON.stringify(reply.arguments),
        status,
      };
}

const emptyItem = (reply: Spoken, frame: Frame): Json => ({
  ...item(reply, frame, 'in_progress'),
  ...(reply.kind === 'text' ? { content: [] } : { arguments: '' }),
});

// A fixed time keeps equal requests equal to the last byte.
const response = (
  { id, model, inputTokens }: Frame,
  status: string,
  output: readonly Json[],
  reply?: Spoken,
): Json => ({
  id: `resp_${id}`,
  object: 'response',
  created_at: 1_700_000_000,
  status,
  error: null,
  incomplete_details: null,
  instructions: null,
  metadata: {},
  model,
  output,
  parallel_tool_calls: true,
  temperature: 1,
  tool_choice: 'auto',
  tools: [],
  top_p: 1,
  usage: reply ? usage(inputTokens, tokens(spokenText(reply))) : null,
});

const usage = (input: number, output: number): Json => ({
  input_tokens: input,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: output,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: input + output,
});
