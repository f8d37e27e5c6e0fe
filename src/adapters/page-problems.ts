import type { Page } from 'playwright-core';
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

function isFavicon(url: string): boolean {
  return url.endsWith('/favicon.ico');
}

function firstLines(text: string): string {
  return text.split('\n').slice(0, 2).join(' ').slice(0, 400);
}
