import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { messageOf } from '../lib/error.ts';
import type { Header, Http, HttpFailure, HttpOutcome, HttpRequest } from '../ports/http.ts';
import { decodeContent } from './http-decode.ts';

export interface HttpNodeOptions {
  /** `host:port` as the URL names it → `address:port` to connect to; the Host header and TLS name stay. */
  readonly connectTo?: Readonly<Record<string, string>>;
  /** Variables such as HTTPS_PROXY, for everything that is not in `connectTo`. */
  readonly proxyEnv?: NodeJS.ProcessEnv;
  readonly connections?: number;
}

/** HTTP/1.1 as it is on the wire: no redirects, no retries, no cookies, no header that the caller cannot see. */
export function httpNode(options: HttpNodeOptions = {}): { readonly http: Http; readonly close: () => void } {
  // Idle connections are given up before common servers do (5 s), so that no request meets a closing one.
  const pool = { keepAlive: true, maxSockets: options.connections ?? 16, timeout: 4000 };
  const proxied = { ...pool, ...(options.proxyEnv && { proxyEnv: options.proxyEnv }) };
  const agents = {
    direct: { 'http:': new HttpAgent(pool), 'https:': new HttpsAgent(pool) },
    proxied: { 'http:': new HttpAgent(proxied), 'https:': new HttpsAgent(proxied) },
  };
  const http: Http = (request, signal) => exchange(request, { options, agents, ...(signal && { signal }) });
  const close = (): void => {
    for (const agent of [...Object.values(agents.direct), ...Object.values(agents.proxied)]) agent.destroy();
  };
  return { http, close };
}

interface Wiring {
  readonly options: HttpNodeOptions;
  readonly agents: Record<'direct' | 'proxied', Record<'http:' | 'https:', HttpAgent>>;
  readonly signal?: AbortSignal;
}

const idempotent = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'];

async function exchange(request: HttpRequest, wiring: Wiring): Promise<HttpOutcome> {
  const url = new URL(request.url);
  const started = performance.now();
  const deadline = AbortSignal.timeout(request.timeoutMs);
  const signal = wiring.signal ? AbortSignal.any([wiring.signal, deadline]) : deadline;
  const progress: Progress = { bytes: 0 };
  try {
    const call = open(url, request, { ...wiring, signal });
    const message = await answered(call, request.body);
    progress.status = message.statusCode ?? 0;
    const firstByteMs = performance.now() - started;
    const body = await collect(message, request.maxBytes, progress);
    const headers = pairs(message.rawHeaders);
    const decoded = await decodeContent(body, headers, request.maxBytes);
    if (!decoded.ok) return { ok: false, failure: { ...decoded.failure, status: progress.status, bytes: body.length } };
    const { statusCode: status = 0, statusMessage: reason = '', httpVersion: version } = message;
    const timings = { firstByteMs, totalMs: performance.now() - started };
    return { ok: true, response: { status, reason, version, headers, body, content: decoded.content, ...timings } };
  } catch (thrown) {
    return { ok: false, failure: failureOf(thrown, { request, deadline, progress }) };
  }
}

interface Progress {
  status?: number;
  bytes: number;
}

function open(url: URL, request: HttpRequest, { options, agents, signal }: Wiring): ClientRequest {
  const secure = url.protocol === 'https:';
  const port = url.port || (secure ? '443' : '80');
  const target = options.connectTo?.[`${url.hostname}:${port}`];
  const [host, toPort] = target ? splitTarget(target) : [url.hostname.replace(/^\[|\]$/g, ''), port];
  const agent = agents[target ? 'direct' : 'proxied'][secure ? 'https:' : 'http:'];
  const settings: RequestOptions = {
    method: request.method,
    host,
    port: toPort,
    path: `${url.pathname}${url.search}`,
    headers: wireHeaders(request, url).flat(),
    // A request that must not be sent twice gets a connection that cannot be a closing one.
    ...(idempotent.includes(request.method) ? { agent } : { agent: false }),
    ...(signal && { signal }),
    ...(secure && { servername: url.hostname }),
  };
  return secure ? httpsRequest(settings) : httpRequest(settings);
}

function splitTarget(target: string): [string, string] {
  const at = target.lastIndexOf(':');
  return [target.slice(0, at).replace(/^\[|\]$/g, ''), target.slice(at + 1)];
}

function wireHeaders(request: HttpRequest, url: URL): readonly Header[] {
  const has = (name: string): boolean => request.headers.some(([one]) => one.toLowerCase() === name);
  const host: readonly Header[] = has('host') ? [] : [['Host', url.host]];
  const length: readonly Header[] =
    request.body === undefined || has('content-length') ? [] : [['Content-Length', String(request.body.length)]];
  return [...host, ...request.headers, ...length];
}

function answered(call: ClientRequest, body: Uint8Array | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    call.once('response', resolve);
    call.once('upgrade', (message, socket) => {
      socket.destroy();
      message.push(null);
      resolve(message);
    });
    // Stays for the life of the request: an error after the answer began reaches the body's reader as well.
    call.on('error', reject);
    call.end(body);
  });
}

async function collect(message: IncomingMessage, maxBytes: number, progress: Progress): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of message as AsyncIterable<Uint8Array>) {
    progress.bytes += chunk.length;
    if (progress.bytes > maxBytes) throw new TooLarge(`the body is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

class TooLarge extends Error {}

function pairs(raw: readonly string[]): readonly Header[] {
  return raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? ''] as const] : []));
}

interface FailureInput {
  readonly request: HttpRequest;
  readonly deadline: AbortSignal;
  readonly progress: Progress;
}

function failureOf(thrown: unknown, { request, deadline, progress }: FailureInput): HttpFailure {
  const reached = { ...(progress.status !== undefined && { status: progress.status }), bytes: progress.bytes };
  if (thrown instanceof TooLarge) return { kind: 'too-large', message: thrown.message, ...reached };
  const after = progress.status === undefined ? 'no answer' : `the answer was not complete (${progress.bytes} bytes)`;
  if (deadline.aborted) return { kind: 'timeout', message: `${after} within ${request.timeoutMs} ms`, ...reached };
  const code = (thrown as NodeJS.ErrnoException).code ?? '';
  if (code === 'ABORT_ERR') return { kind: 'cancelled', message: 'cancelled', ...reached };
  const kind = kinds.find(([pattern]) => pattern.test(code))?.[1] ?? 'connect';
  if (progress.status !== undefined && kind === 'connect') {
    return { kind: 'framing', message: `the connection broke after ${progress.bytes} bytes of the body`, ...reached };
  }
  return { kind, message: messageOf(thrown) || code, ...reached };
}

const kinds: readonly (readonly [RegExp, HttpFailure['kind']])[] = [
  [/^(ENOTFOUND|EAI_)/, 'dns'],
  [/^(HPE_|ERR_HTTP)/, 'framing'],
  [/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO|HOSTNAME_MISMATCH)/, 'tls'],
];
