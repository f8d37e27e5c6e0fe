import type { Header, HttpResponse } from '../../ports/http.ts';
import type { Lane } from '../run/lane.ts';
import type { Exchange } from '../run/send.ts';
import type { RecordedAnswer, Snapshot } from '../run/snapshot.ts';

/** HAR 1.2, as far as this product writes and reads it; many tools show it. */
export interface Har {
  readonly log: {
    readonly version: '1.2';
    readonly creator: object;
    readonly entries: readonly HarEntry[];
    readonly _taskflow?: Sidecar;
  };
}

interface HarEntry {
  readonly startedDateTime: string;
  readonly time: number;
  readonly request: object;
  readonly response: {
    readonly status: number;
    readonly statusText: string;
    readonly httpVersion: string;
    readonly headers: readonly { readonly name: string; readonly value: string }[];
    readonly content: {
      readonly size: number;
      readonly mimeType: string;
      readonly text?: string;
      readonly encoding?: string;
    };
  };
  readonly _step: string;
}

/** What HAR has no place for. */
interface Sidecar {
  readonly recordedAt: number;
  readonly contractHash: string;
  readonly symbols: readonly (readonly [value: string, name: string])[];
}

export type Hide = (text: string) => string;

/** Exchanges as HAR; `hide` replaces secrets by tokens that keep their equality, not their value. */
export function toHar(
  exchanges: readonly Exchange[],
  recorded: (Omit<Sidecar, 'symbols'> & { readonly lane: Lane }) | undefined,
  hide: Hide,
): Har {
  const entries = exchanges.flatMap((exchange) => entryOf(exchange, hide));
  const log = { version: '1.2', creator: { name: 'taskflow-k8s', version: '1' }, entries } as const;
  if (!recorded) return { log };
  const { lane, ...rest } = recorded;
  const symbols = lane.symbols.entries().map(([value, name]) => [hide(value), name] as const);
  return { log: { ...log, _taskflow: { ...rest, symbols } } };
}

function entryOf({ request, outcome, at, step }: Exchange, hide: Hide): readonly HarEntry[] {
  if (!outcome.ok) return [];
  const { response } = outcome;
  const pairs = (headers: readonly Header[]): readonly { name: string; value: string }[] =>
    headers.map(([name, value]) => ({ name, value: hide(value) }));
  const sizes = { headersSize: -1, bodySize: response.body.length };
  return [
    {
      startedDateTime: new Date(at).toISOString(),
      time: response.totalMs,
      request: {
        method: request.method,
        url: hide(request.url),
        httpVersion: 'HTTP/1.1',
        headers: pairs(request.headers),
        queryString: [],
        cookies: [],
        headersSize: -1,
        bodySize: request.body?.length ?? 0,
        ...(request.body && { postData: { mimeType: '', text: hide(Buffer.from(request.body).toString('utf8')) } }),
      },
      response: {
        status: response.status,
        statusText: response.reason,
        httpVersion: `HTTP/${response.version}`,
        headers: pairs(response.headers),
        content: contentOf(response, hide),
        ...{ cookies: [], redirectURL: '', ...sizes },
      },
      ...{
        cache: {},
        timings: { send: 0, wait: response.firstByteMs, receive: response.totalMs - response.firstByteMs },
      },
      _step: step,
    },
  ];
}

function contentOf({ content }: HttpResponse, hide: Hide): HarEntry['response']['content'] {
  const text = Buffer.from(content).toString('utf8');
  const faithful = Buffer.from(text).equals(Buffer.from(content));
  const size = content.length;
  if (faithful) return { size, mimeType: '', text: hide(text) };
  return { size, mimeType: '', text: Buffer.from(content).toString('base64'), encoding: 'base64' };
}

/** A recorded HAR as answers by step; why not, when it is none of ours. */
export function readSnapshot(text: string): Snapshot | string {
  const har = parseHar(text);
  if (typeof har === 'string') return har;
  const { _taskflow: sidecar, entries } = har.log;
  if (!sidecar) return 'this HAR was not made by “taskflow-k8s record”';
  const byStep = Map.groupBy(entries, ({ _step }) => _step);
  return {
    recordedAt: sidecar.recordedAt,
    contractHash: sidecar.contractHash,
    symbols: sidecar.symbols,
    answers: (step) => (byStep.get(step) ?? []).map(answerOf),
  };
}

function parseHar(text: string): Har | string {
  try {
    const har = JSON.parse(text) as Har;
    return Array.isArray(har.log?.entries) ? har : 'this is no HAR file';
  } catch {
    // Not JSON: the caller names the file.
    return 'this is no HAR file';
  }
}

function answerOf({ response, startedDateTime, time }: HarEntry): RecordedAnswer {
  const { text = '', encoding } = response.content;
  const content = Buffer.from(text, encoding === 'base64' ? 'base64' : 'utf8');
  const headers = response.headers.map(({ name, value }) => [name, value] as const);
  const { status, statusText: reason, httpVersion } = response;
  const version = httpVersion.replace('HTTP/', '');
  return {
    at: Date.parse(startedDateTime),
    response: { status, reason, version, headers, body: content, content, firstByteMs: time, totalMs: time },
  };
}
