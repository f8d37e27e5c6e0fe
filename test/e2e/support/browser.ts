import { chromium, type Page } from 'playwright-core';
import { findChromium } from '../../../src/adapters/playwright.ts';

export interface Browser {
  readonly page: Page;
  /** Exceptions, errors on the console and failed requests since the start. */
  readonly problems: readonly string[];
  readonly stop: () => Promise<void>;
}

/** One page of a real Chromium. Nothing is intercepted: that would answer CORS preflights in the page's name. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = findChromium(process.env);
  if (!executablePath) throw new Error('no Chromium: install one, or name it in CHROMIUM_PATH');
  const browser = await chromium.launch({ executablePath });
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(20_000);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });
  page.on('response', (answer) => {
    if (answer.status() >= 400) problems.push(`request: ${answer.status()} ${answer.url()}`);
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // A navigation drops what it no longer needs, a prefetch for instance.
    if (why !== 'net::ERR_ABORTED') problems.push(`request: ${why} ${request.url()}`);
  });
  return { page, problems, stop: () => browser.close() };
}
