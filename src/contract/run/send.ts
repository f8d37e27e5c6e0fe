import type { Clock } from '../../ports/clock.ts';
import type { Http, HttpFailure, HttpOutcome, HttpRequest } from '../../ports/http.ts';
import type { Lane } from './lane.ts';

/** One exchange, as evidence: who asked, what went out, what came back. */
export interface Exchange {
  readonly lane: Lane['name'];
  readonly step: string;
  readonly request: HttpRequest;
  readonly outcome: HttpOutcome;
  readonly at: number;
}

export interface SendOptions {
  readonly step: string;
  /** The user declares that this request changes nothing, so it may go to a side that is only read. */
  readonly harmless: boolean;
}

export type Send = (lane: Lane, request: HttpRequest, options: SendOptions) => Promise<Exchange>;

export interface SendPorts {
  readonly http: Http;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  readonly onExchange: (exchange: Exchange) => void;
  readonly concurrency: number;
}

const safe = ['GET', 'HEAD', 'OPTIONS'];

/** The one function through which every request of a contract goes, so that no other place can reach a server. */
export function makeSend({ http, clock, signal, onExchange, concurrency }: SendPorts): Send {
  const slot = limiter(concurrency);
  return async (lane, request, { step, harmless }) => {
    const refused = refusal(lane, request, harmless);
    const [outcome, at] = refused
      ? [{ ok: false, failure: refused } as const, clock.now()]
      : await slot(async () => {
          const started = clock.now();
          return [await http(request, signal), started] as const;
        });
    const exchange = { lane: lane.name, step, request, outcome, at };
    onExchange(exchange);
    return exchange;
  };
}

/** Credentials stay with their origin, and a side that is only read is only read: an allowlist, not a blocklist. */
function refusal(lane: Lane, request: HttpRequest, harmless: boolean): HttpFailure | undefined {
  const forbidden = (message: string): HttpFailure => ({ kind: 'forbidden', message });
  if (lane.site.api === undefined) return forbidden(`no address is known for “${lane.name}”`);
  if (!URL.canParse(request.url)) return forbidden(`“${request.url}” is no address`);
  if (new URL(request.url).origin !== new URL(lane.site.api).origin)
    return forbidden(`${request.url} is another origin`);
  if (!lane.readOnly || safe.includes(request.method) || harmless) return undefined;
  return forbidden(`${request.method} would change the reference, which is only read`);
}

function limiter(limit: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
