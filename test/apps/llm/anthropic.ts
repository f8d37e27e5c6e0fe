import {
  asJson,
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

/** Anthropic's Messages: POST /v1/messages. */
export const anthropic: Protocol = {
  parse: (body) => ({
    model: asText(body.model),
    tools: asList(body.tools).map((tool) => asText(tool.name)),
    turns: turnsOf(asList(body.messages)),
  }),
  body: (reply, frame) => ({
    ...head(frame),
    content: [block(reply, frame)],
    stop_reason: stopReason(reply),
    usage: { input_tokens: frame.inputTokens, output_tokens: tokens(spokenText(reply)) },
  }),
  stream: (reply, frame) =>
    [
      {
        type: 'message_start',
        message: { ...head(frame), usage: { input_tokens: frame.inputTokens, output_tokens: 1 } },
      },
      { type: 'content_block_start', index: 0, content_block: emptyBlock(reply, frame) },
      ...deltas(reply).map((delta) => ({ type: 'content_block_delta', index: 0, delta })),
      { type: 'content_block_stop', index: 0 },
      {
        type: 'message_delta',
        delta: { stop_reason: stopReason(reply), stop_sequence: null },
        usage: { output_tokens: tokens(spokenText(reply)) },
      },
      { type: 'message_stop' },
    ].map((data) => ({ event: data.type, data })),
  error: (status, message) => ({ type: 'error', error: { type: ERRORS[status] ?? 'api_error', message } }),
};

const ERRORS: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

function turnsOf(messages: readonly Json[]): readonly Turn[] {
  const names = new Map(
    messages.flatMap((message) => asList(message.content)).map((part) => [asText(part.id), asText(part.name)]),
  );
  return messages.flatMap((message): readonly Turn[] => {
    const results = asList(message.content).filter((part) => part.type === 'tool_result');
    if (results.length > 0) return results.map((part) => toolTurn(part, names));
    return [{ role: message.role === 'user' ? 'user' : 'assistant', text: contentText(message.content) }];
  });
}

const toolTurn = (part: Json, names: ReadonlyMap<string, string>): Turn => ({
  role: 'tool',
  name: names.get(asText(part.tool_use_id)) ?? '',
  text: contentText(part.content),
});

const head = ({ id, model }: Frame): Json => ({
  id: `msg_${id}`,
  type: 'message',
  role: 'assistant',
  model,
  content: [],
  stop_reason: null,
  stop_sequence: null,
});

const stopReason = (reply: Spoken): string => (reply.kind === 'text' ? 'end_turn' : 'tool_use');

const block = (reply: Spoken, { id }: Frame): Json =>
  reply.kind === 'text'
    ? { type: 'text', text: reply.text }
    : { type: 'tool_use', id: `toolu_${id}`, name: reply.name, input: reply.arguments };

const emptyBlock = (reply: Spoken, frame: Frame): Json =>
  reply.kind === 'text' ? { type: 'text', text: '' } : { ...asJson(block(reply, frame)), input: {} };

const deltas = (reply: Spoken): readonly Json[] =>
  reply.kind === 'text'
    ? pieces(reply.text).map((piece) => ({ type: 'text_delta', text: piece }))
    : [{ type: 'input_json_delta', partial_json: JSON.stringify(reply.arguments) }];
