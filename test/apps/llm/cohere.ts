import {
  asJson,
  asList,
  asText,
  type Json,
  type Protocol,
  pieces,
  type Spoken,
  spokenText,
  tokens,
} from './conversation.ts';
import { toolCall, turnsOf } from './openai-chat.ts';

/** Cohere's Chat, second version: POST /v2/chat. */
export const cohere: Protocol = {
  parse: (body) => ({
    model: asText(body.model),
    tools: asList(body.tools).map((tool) => asText(asJson(tool.function).name)),
    turns: turnsOf(asList(body.messages)),
  }),
  body: (reply, frame) => ({
    id: frame.id,
    finish_reason: finishReason(reply),
    message:
      reply.kind === 'text'
        ? { role: 'assistant', content: [{ type: 'text', text: reply.text }] }
        : { role: 'assistant', tool_plan: plan(reply), tool_calls: [toolCall(reply, frame)] },
    usage: usage(reply, frame.inputTokens),
  }),
  stream: (reply, frame) =>
    [
      { type: 'message-start', id: frame.id, delta: { message: { role: 'assistant' } } },
      ...(reply.kind === 'text' ? textEvents(reply.text) : callEvents(reply, toolCall(reply, frame))),
      {
        type: 'message-end',
        delta: { finish_reason: finishReason(reply), usage: usage(reply, frame.inputTokens) },
      },
    ].map((data) => ({ event: data.type as string, data })),
  error: (_, message) => ({ message }),
};

const finishReason = (reply: Spoken): string => (reply.kind === 'text' ? 'COMPLETE' : 'TOOL_CALL');
const plan = (reply: Extract<Spoken, { kind: 'call' }>): string => `I will use ${reply.name}.`;

const textEvents = (text: string): readonly Json[] => [
  { type: 'content-start', index: 0, delta: { message: { content: { type: 'text', text: '' } } } },
  ...pieces(text).map((piece) => ({
    type: 'content-delta',
    index: 0,
    delta: { message: { content: { text: piece } } },
  })),
  { type: 'content-end', index: 0 },
];

function callEvents(reply: Extract<Spoken, { kind: 'call' }>, call: Json): readonly Json[] {
  const opened = { ...call, function: { name: reply.name, arguments: '' } };
  const rest = { function: { arguments: JSON.stringify(reply.arguments) } };
  return [
    { type: 'tool-plan-delta', delta: { message: { tool_plan: plan(reply) } } },
    { type: 'tool-call-start', index: 0, delta: { message: { tool_calls: opened } } },
    { type: 'tool-call-delta', index: 0, delta: { message: { tool_calls: rest } } },
    { type: 'tool-call-end', index: 0 },
  ];
}

function usage(reply: Spoken, input: number): Json {
  const counted = { input_tokens: input, output_tokens: tokens(spokenText(reply)) };
  return { billed_units: counted, tokens: counted };
}
