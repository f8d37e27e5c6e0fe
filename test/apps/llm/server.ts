import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anthropic } from './anthropic.ts';
import { decide } from './brain.ts';
import { cohere } from './cohere.ts';
import { asJson, type Json, type Protocol, type Reply, type StreamEvent, tokens } from './conversation.ts';
import { openaiChat } from './openai-chat.ts';
import { openaiResponses } from './openai-responses.ts';

export type Llm = { readonly url: string; readonly close: () => Promise<void> };

/** `/v1` is part of the path whether a client's base URL ends in it or not. */
const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  '/v1/messages': anthropic,
  '/v1/chat/completions': openaiChat,
  '/chat/completions': openaiChat,
  '/v1/responses': openaiResponses,
  '/responses': openaiResponses,
  '/v2/chat': cohere,
};

const CHATKIT = '/deployments/chatkit/chatkit.js';
/** Refused like a revoked key, so that this failure can be provoked. */
const REVOKED = 'revoked-key';

type Options = { readonly port?: number; readonly host?: string; readonly log?: (line: string) => void };

export async function startLlm({ port = 0, host = '127.0.0.1', log }: Options = {}): Promise<Llm> {
  const server = createServer((request, response) => {
    log?.(`${request.method} ${request.url}`);
    answer(request, response).catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  const address = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve, reject) => {
      server.close((error) => (error ? reject(error) : resolve()));
      server.closeAllConnections();
    });
  return { url: `http://${host}:${address.port}`, close };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (request.method === 'GET' && pathname === '/health') return json(response, 200, { status: 'healthy' });
  if (request.method === 'GET' && pathname === CHATKIT) return script(response);
  const protocol = PROTOCOLS[pathname];
  if (request.method !== 'POST' || !protocol) return json(response, 404, { error: `no ${request.method} ${pathname}` });
  if (!isAuthorized(request)) return json(response, 401, protocol.error(401, 'invalid API key'));
  const body = parse(await read(request));
  if (!body) return json(response, 400, protocol.error(400, 'the body is not a JSON object'));
  reply(response, protocol, body);
}

function reply(response: ServerResponse, protocol: Protocol, body: Json): void {
  const conversation = protocol.parse(body);
  const spoken: Reply = decide(conversation);
  const source = JSON.stringify(body);
  const id = createHash('sha256').update(source).digest('hex').slice(0, 24);
  const frame = { id, model: conversation.model, inputTokens: tokens(source) };
  if (spoken.kind === 'failure') json(response, spoken.status, protocol.error(spoken.status, 'asked to fail'));
  else if (body.stream === true) stream(response, protocol.stream(spoken, frame), protocol.endOfStream);
  else json(response, 200, protocol.body(spoken, frame));
}

function stream(response: ServerResponse, events: readonly StreamEvent[], end: string | undefined): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  for (const { event, data } of events) {
    response.write(`${event ? `event: ${event}\n` : ''}data: ${JSON.stringify(data)}\n\n`);
  }
  response.end(end ? `data: ${end}\n\n` : undefined);
}

function isAuthorized({ headers }: IncomingMessage): boolean {
  const key = String(headers['x-api-key'] ?? headers.authorization?.replace(/^Bearer /i, '') ?? '');
  return key !== '' && key !== REVOKED;
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function parse(source: string): Json | undefined {
  try {
    const body = asJson(JSON.parse(source));
    return Object.keys(body).length > 0 ? body : undefined;
  } catch {
    return undefined;
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function script(response: ServerResponse): void {
  const source = readFileSync(new URL('./chatkit.js', import.meta.url));
  // Loaded from another origin, as from the real network of servers.
  response
    .writeHead(200, { 'content-type': 'text/javascript; charset=utf-8', 'access-control-allow-origin': '*' })
    .end(source);
}
