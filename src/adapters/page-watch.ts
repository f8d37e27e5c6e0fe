import { setTimeout as delay } from 'node:timers/promises';
import type { PageProblem } from '../ports/browser.ts';
import type { Cdp, CdpEvent } from './cdp.ts';

export interface PageWatch {
  /** Resolves when the page has loaded and its requests have been quiet for a moment. */
  readonly settled: (signal: AbortSignal) => Promise<void>;
  readonly status: () => number | undefined;
  readonly problems: () => readonly PageProblem[];
}

interface Watched {
  loaded: boolean;
  changedAt: number;
  status: number | undefined;
  readonly url: string;
  readonly open: Map<string, string>;
  readonly problems: PageProblem[];
}

const quietMs = 500;
/** A page that polls for ever is not waited for. */
const mostMs = 8000;

/** Collects what goes wrong on a page while it loads. */
export function watchPage(cdp: Cdp, url: string): PageWatch {
  const page: Watched = {
    loaded: false,
    changedAt: performance.now(),
    status: undefined,
    url,
    open: new Map(),
    problems: [],
  };
  cdp.on((event) => handlers[event.method]?.(page, event));
  const settled = async (signal: AbortSignal): Promise<void> => {
    const until = performance.now() + mostMs;
    while (!isQuiet(page) && (performance.now() < until || !page.loaded)) await delay(50, undefined, { signal });
  };
  return { settled, status: () => page.status, problems: () => unique(page.problems) };
}

function isQuiet(page: Watched): boolean {
  return page.loaded && page.open.size === 0 && performance.now() - page.changedAt > quietMs;
}

function unique(problems: readonly PageProblem[]): readonly PageProblem[] {
  return [...new Map(problems.map((one) => [`${one.kind} ${one.text}`, one])).values()];
}

type Handler = (page: Watched, event: CdpEvent) => void;

const handlers: Readonly<Record<string, Handler>> = {
  'Page.loadEventFired': (page) => {
    page.loaded = true;
    page.changedAt = performance.now();
  },
  'Network.requestWillBeSent': (page, { params }) => {
    page.open.set(String(params.requestId), (params.request as { readonly url: string }).url);
  },
  'Network.responseReceived': (page, { params }) => {
    const { url, status } = params.response as { readonly url: string; readonly status: number };
    if (params.type === 'Document') page.status ??= status;
    if (status >= 400 && !url.endsWith('/favicon.ico'))
      page.problems.push({ kind: 'request', text: `${status} ${url}` });
  },
  'Network.loadingFinished': (page, { params }) => close(page, params),
  'Network.loadingFailed': (page, { params }) => {
    const url = page.open.get(String(params.requestId)) ?? '';
    // A navigation cancels what it no longer needs; a prefetch that is dropped harms nobody.
    if (params.canceled !== true) page.problems.push({ kind: 'request', text: `${String(params.errorText)} ${url}` });
    close(page, params);
  },
  'Runtime.exceptionThrown': (page, { params }) => {
    const details = params.exceptionDetails as {
      readonly text?: string;
      readonly exception?: { readonly description?: string };
    };
    page.problems.push({
      kind: 'exception',
      text: firstLine(details.exception?.description ?? details.text ?? 'unknown'),
    });
  },
  'Runtime.consoleAPICalled': (page, { params }) => {
    if (params.type !== 'error') return;
    const parts = params.args as readonly { readonly value?: unknown; readonly description?: string }[];
    const text = parts.map(({ value, description }) => String(value ?? description ?? '')).join(' ');
    page.problems.push({ kind: 'console', text: firstLine(text) });
  },
  'Log.entryAdded': (page, { params }) => {
    const {
      level,
      text,
      url = '',
      source,
    } = params.entry as Readonly<Record<'level' | 'text' | 'url' | 'source', string>>;
    // Requests are reported with their status already; the log's “Failed to load resource” would say it twice.
    if (level !== 'error' || url.endsWith('/favicon.ico') || source === 'network') return;
    page.problems.push({ kind: 'console', text: firstLine(`${text} ${url}`.trim()) });
  },
};

function close(page: Watched, params: CdpEvent['params']): void {
  page.open.delete(String(params.requestId));
  page.changedAt = performance.now();
}

function firstLine(text: string): string {
  return text.split('\n').slice(0, 2).join(' ').slice(0, 400);
}
