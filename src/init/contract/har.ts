import { isSensitiveName } from '../../lib/redact/names.ts';
import { isObject } from '../compose.ts';

/** One call that a browser recorded and that may be repeated. */
export interface RecordedCall {
  readonly path: string;
  readonly status: number;
}

export interface Recording {
  readonly origin: string;
  readonly calls: readonly RecordedCall[];
  /** What was recorded and is not repeated, with the reason. */
  readonly left: readonly string[];
}

interface Entry {
  readonly method: string;
  readonly url: URL;
  readonly status: number;
  readonly json: boolean;
  readonly signedIn: boolean;
}

/** The reading calls to the API: the origin that answered most often with JSON. */
export function readHar(document: Readonly<Record<string, unknown>>): Recording {
  const entries = entriesOf(document).filter(({ json }) => json);
  const counts = new Map<string, number>();
  for (const { url } of entries) counts.set(url.origin, (counts.get(url.origin) ?? 0) + 1);
  const origin = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '';
  const calls = new Map<string, RecordedCall>();
  const left = new Set<string>();
  for (const entry of entries.filter(({ url }) => url.origin === origin)) {
    const path = `${entry.url.pathname}${entry.url.search}`;
    const reason = reasonToLeave(entry);
    if (reason) left.add(`${entry.method} ${entry.url.pathname}: ${reason}`);
    else if (!calls.has(path)) calls.set(path, { path, status: entry.status });
  }
  return { origin, calls: [...calls.values()], left: [...left] };
}

function reasonToLeave({ method, url, status, signedIn }: Entry): string | undefined {
  if (method !== 'GET' && method !== 'HEAD') return 'it writes';
  if ([...url.searchParams.keys()].some(isSensitiveName)) return 'its address holds a secret';
  if (signedIn) return 'it was sent with a session of somebody’s';
  return status === 0 || status >= 500 || status === 304 ? `it was answered with ${status}` : undefined;
}

function entriesOf({ log }: Readonly<Record<string, unknown>>): Entry[] {
  const entries = isObject(log) && Array.isArray(log.entries) ? (log.entries as readonly unknown[]) : [];
  return entries.flatMap((entry): Entry[] => {
    const { request, response } = isObject(entry) ? entry : {};
    if (!isObject(request) || !isObject(response) || !URL.canParse(String(request.url))) return [];
    const content = isObject(response.content) ? response.content : {};
    const names = (Array.isArray(request.headers) ? request.headers : []).map((header: unknown) =>
      isObject(header) ? String(header.name).toLowerCase() : '',
    );
    return [
      {
        method: String(request.method).toUpperCase(),
        url: new URL(String(request.url)),
        status: Number(response.status),
        json: /json/.test(String(content.mimeType ?? '')),
        signedIn: names.some((name) => name === 'authorization' || name === 'cookie'),
      },
    ];
  });
}
