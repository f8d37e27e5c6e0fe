import { setTimeout as delay } from 'node:timers/promises';
import type { Page, Request } from 'playwright-core';
import type { PageProblem } from '../ports/browser.ts';

/** Collects what goes wrong on a page, from now on. */
export function watchProblems(page: Page): () => readonly PageProblem[] {
  const problems: PageProblem[] = [];
  const add = (kind: PageProblem['kind'], text: string): void => void problems.push({ kind, text: firstLines(text) });
  page.on('pageerror', (error) => add('exception', error.stack ?? String(error)));
  page.on('console', (message) => {
    if (message.type() !== 'error' || isFavicon(message.location().url)) return;
    // Requests are reported with their status already; the console's “Failed to load resource” would say it twice.
    if (!message.text().startsWith('Failed to load resource')) add('console', message.text());
  });
  page.on('response', (response) => {
    const request = response.request();
    if (response.status() >= 400 && !isFavicon(response.url()))
      add('request', `${response.status()} ${request.method()} ${response.url()}`);
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? 'failed';
    // A navigation cancels what it no longer needs, and what a read-only visit refuses is reported apart.
    if (!/ERR_ABORTED|ERR_BLOCKED_BY_CLIENT/.test(why)) add('request', `${why} ${request.method()} ${request.url()}`);
  });
  return () => [...new Map(problems.map((one) => [`${one.kind} ${one.text}`, one])).values()];
}

const quietMs = 300;
/** A page that polls for ever is not waited for. */
const mostMs = 5000;

/** Counts what is on the way, from now on; the result waits until there has been nothing for a moment. */
export function watchTraffic(page: Page): () => Promise<void> {
  const open = new Set<Request>();
  let changedAt = performance.now();
  const changed = (): void => {
    changedAt = performance.now();
  };
  page.on('request', (request) => {
    open.add(request);
    changed();
  });
  for (const end of ['requestfinished', 'requestfailed'] as const)
    page.on(end as 'requestfinished', (request) => {
      open.delete(request);
      changed();
    });
  return async () => {
    const until = performance.now() + mostMs;
    const quiet = (): boolean => open.size === 0 && performance.now() - changedAt >= quietMs;
    while (!quiet() && performance.now() < until) await delay(50);
  };
}

function isFavicon(url: string): boolean {
  return url.endsWith('/favicon.ico');
}

function firstLines(text: string): string {
  return text.split('\n').slice(0, 2).join(' ').slice(0, 400);
}
