export type Header = readonly [name: string, value: string];

/** One request on the wire. Nothing is added that would change its meaning, and no redirect is followed. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  /** In order, duplicates allowed. `host` and `content-length` are added when they are absent. */
  readonly headers: readonly Header[];
  readonly body?: Uint8Array;
  /** For the whole exchange, from the first look-up to the last byte. */
  readonly timeoutMs: number;
  /** Limit for the bytes on the wire and for the decoded content alike. */
  readonly maxBytes: number;
}

export interface HttpResponse {
  readonly status: number;
  readonly reason: string;
  readonly version: string;
  /** As received: order, spelling and duplicates kept. */
  readonly headers: readonly Header[];
  /** The body as received, after the transfer coding is taken off. */
  readonly body: Uint8Array;
  /** The body after the content codings are taken off. */
  readonly content: Uint8Array;
  readonly firstByteMs: number;
  readonly totalMs: number;
}

/** Why there is no usable answer. `framing`: it began and broke off, or contradicts its own headers. */
export type HttpFailureKind =
  | 'dns'
  | 'connect'
  | 'tls'
  | 'timeout'
  | 'cancelled'
  | 'framing'
  | 'too-large'
  | 'encoding'
  | 'forbidden';

export interface HttpFailure {
  readonly kind: HttpFailureKind;
  readonly message: string;
  /** What had arrived before it broke. */
  readonly status?: number;
  readonly bytes?: number;
}

export type HttpOutcome =
  | { readonly ok: true; readonly response: HttpResponse }
  | { readonly ok: false; readonly failure: HttpFailure };

export type Http = (request: HttpRequest, signal?: AbortSignal) => Promise<HttpOutcome>;
