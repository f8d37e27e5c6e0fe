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

/** OpenAI's Chat Completions: POST /v1/chat/completions. */
export const openaiChat: Protocol = {
  parse: (body) => ({
    model: asText(body.model),
    tools: asList(body.tools).map((tool) => asText(asJson(tool.function).name)),
    turns: turnsOf(asList(body.messages)),
  }),
  body: (reply, frame) => ({
    ...head(frame, 'chat.completion'),
    choices: [{ index: 0, message: message(reply, frame), logprobs: null, finish_reason: finishReason(reply) }],
    usage: usage(reply, frame),
  }),
  stream: (reply, frame) =>
    [
      { role: 'assistant', content: reply.kind === 'text' ? '' : null },
      ...(reply.kind === 'text'
        ? pieces(reply.text).map((content) => ({ content }))
        : [{ tool_calls: [{ index: 0, ...toolCall(reply, frame) }] }]),
      {},
    ].map((delta, index, all) => ({
      data: {
        ...head(frame, 'chat.completion.chunk'),
        choices: [{ index: 0, delta, finish_reason: index === all.length - 1 ? finishReason(reply) : null }],
        ...(index === all.length - 1 && { usage: usage(reply, frame) }),
      },
    })),
  error: openaiError,
  endOfStream: '[DONE]',
};

export function openaiError(status: number, message: string): Json {
  const type = status === 401 ? 'invalid_request_error' : status >= 500 ? 'server_error' : 'invalid_request_error';
  return { error: { message, type, param: null, code: status === 401 ? 'invalid_api_key' : null } };
}

/** The tool results of OpenAI and of Cohere name the call; only the call itself names the tool. */
export function turnsOf(messages: readonly Json[]): readonly Turn[] {
  const calls = messages.flatMap((message) => asList(message.tool_calls));
  const names = new Map(calls.map((call) => [asText(call.id), asText(asJson(call.function).name)]));
  return messages
    .filter((message) => !['system', 'developer'].includes(asText(message.role)))
    .map((message): Turn => {
      const text = contentText(message.content);
      if (message.role === 'tool') return { role: 'tool', name: names.get(asText(message.tool_call_id)) ?? '', text };
      return { role: message.role === 'user' ? 'user' : 'assistant', text };
    });
}

type Call = Extract<Spoken, { kind: 'call' }>;

export const toolCall = (reply: Call, { id }: Frame): Json => ({
  id: `call_${id}`,
  type: 'function',
  function: { name: reply.name, arguments: JSON.stringify(reply.arguments) },
});

// A fixed time keeps equal requests equal to the last byte.
const head = ({ id, model }: Frame, object: string): Json => ({
  id: `chatcmpl-${id}`,
  object,
  created: 1_700_000_000,
  model,
});

const message = (reply: Spoken, frame: Frame): Json =>
  reply.kind === 'text'
    ? { role: 'assistant', content: reply.text, refusal: null }
    : { role: 'assistant', content: null, refusal: null, tool_calls: [toolCall(reply, frame)] };

const finishReason = (reply: Spoken): string => (reply.kind === 'text' ? 'stop' : 'tool_calls');

function usage(reply: Spoken, { inputTokens }: Frame): Json {
  const output = tokens(spokenText(reply));
  return { prompt_tokens: inputTokens, completion_tokens: output, total_tokens: inputTokens + output };
}
