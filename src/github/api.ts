import type { Clock } from '../ports/clock.ts';
import type { Http, HttpResponse } from '../ports/http.ts';

export interface ApiPorts {
  readonly http: Http;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below the API's root, such as `/repos/o/r/check-runs`. */
  readonly path: string;
  readonly body?: unknown;
}

/** `refused`: this token may not, now or ever, so asking for the like again is in vain. */
export type ApiOutcome =
  | { readonly ok: true; readonly body: unknown; readonly more: boolean }
  | { readonly ok: false; readonly refused: boolean; readonly why: string };

export type CallApi = (request: ApiRequest) => Promise<ApiOutcome>;

const limits = { attempts: 3, pauseMs: 1000, waitMs: 60_000, timeoutMs: 15_000, maxBytes: 5_000_000 };

/** GitHub's REST API: repeats what is safe to repeat, waits for a rate limit only as long as a job can afford. */
export function githubApi(root: string, token: string, ports: ApiPorts): CallApi {
  return async (request) => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await once(root, token, request, ports);
      const pause = attempt < limits.attempts ? pauseOf(answer, request, attempt, ports.clock.now()) : undefined;
      if (pause === undefined) return outcomeOf(answer, ports.clock.now());
      await ports.clock.sleep(pause, ports.signal);
    }
  };
}

type Answer = { readonly response: HttpResponse } | { readonly failure: string; readonly sent: boolean };

async function once(
  root: string,
  token: string,
  { method, path, body }: ApiRequest,
  { http, signal }: ApiPorts,
): Promise<Answer> {
  const { timeoutMs, maxBytes } = limits;
  const headers = [
    ['accept', 'application/vnd.github+json'],
    ['authorization', `Bearer ${token}`],
    ['user-agent', 'taskflow-k8s-action'],
    ['x-github-api-version', '2022-11-28'],
    ...(body === undefined ? [] : [['content-type', 'application/json'] as const]),
  ] as const;
  const payload = body === undefined ? {} : { body: new TextEncoder().encode(JSON.stringify(body)) };
  const outcome = await http({ method, url: `${root}${path}`, headers, ...payload, timeoutMs, maxBytes }, signal);
  if (outcome.ok) return { response: outcome.response };
  const { kind, message } = outcome.failure;
  return { failure: `${kind}: ${message}`, sent: !['dns', 'connect', 'tls'].includes(kind) };
}

/** How long to wait before asking again; undefined when that is no use, too long or would do the thing twice. */
function pauseOf(answer: Answer, { method }: ApiRequest, attempt: number, now: number): number | undefined {
  const backoff = limits.pauseMs * 3 ** (attempt - 1);
  if ('failure' in answer) return answer.sent && method === 'POST' ? undefined : backoff;
  const { status } = answer.response;
  const limited = limitOf(answer.response, now);
  if (limited !== undefined) return limited <= limits.waitMs ? limited : undefined;
  return status >= 500 && method !== 'POST' ? backoff : undefined;
}

/** Milliseconds until the rate limit lets the next call through; undefined when it was not the limit that refused. */
function limitOf(response: HttpResponse, now: number): number | undefined {
  if (response.status !== 403 && response.status !== 429) return undefined;
  const after = header(response, 'retry-after');
  if (after !== undefined) return Number(after) * 1000;
  if (header(response, 'x-ratelimit-remaining') === '0')
    return Math.max(0, Number(header(response, 'x-ratelimit-reset')) * 1000 - now) + 1000;
  return response.status === 429 ? limits.waitMs : undefined;
}

function outcomeOf(answer: Answer, now: number): ApiOutcome {
  if ('failure' in answer) return { ok: false, refused: false, why: answer.failure };
  const { response } = answer;
  const { status } = response;
  const body = jsonOf(response);
  if (status >= 200 && status < 300) return { ok: true, body, more: /rel="next"/.test(header(response, 'link') ?? '') };
  const limited = limitOf(response, now);
  if (limited !== undefined)
    return {
      ok: false,
      refused: true,
      why: `the rate limit of the API is used up for another ${Math.ceil(limited / 1000)} s`,
    };
  return {
    ok: false,
    refused: [401, 403, 404].includes(status),
    why: `${status} ${messageIn(body) ?? response.reason}`.trim(),
  };
}

function jsonOf({ content }: HttpResponse): unknown {
  const text = new TextDecoder().decode(content);
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function messageIn(body: unknown): string | undefined {
  const message = typeof body === 'object' && body !== null ? (body as { message?: unknown }).message : undefined;
  return typeof message === 'string' ? message.slice(0, 200) : undefined;
}

function header({ headers }: HttpResponse, name: string): string | undefined {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1];
}
