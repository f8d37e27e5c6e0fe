import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, BrowserContextOptions, Browser as Chromium, Page } from 'playwright-core';
import { messageOf } from '../lib/error.ts';
import type { Browser, Look, PictureDiff, Pictures, UiAction, Visited, VisitRequest } from '../ports/browser.ts';
import { watchProblems, watchTraffic } from './page-problems.ts';
import { axeScript, domScript, pictureScript } from './page-scripts.ts';
import { type FindOptions, findTools, type Tools } from './playwright.ts';
import { holdBack } from './read-only-context.ts';

/** A real Chromium, started when it is first needed; every visit has a fresh profile in it. */
export function browserByPlaywright(options: FindOptions): Browser {
  let running: Promise<Running> | undefined;
  const run = (): Promise<Running> => {
    running ??= start(options);
    return running;
  };
  const close = async (): Promise<void> => {
    const [one] = await Promise.allSettled([running]);
    running = undefined;
    if (one.status === 'fulfilled') await one.value?.end();
  };
  return {
    visit: async (request, signal) => {
      signal?.throwIfAborted();
      const { browser, tools } = await run();
      const context = await browser.newContext(profile(request));
      return ending(context, signal, () => visit(request, context, tools));
    },
    compare: async (pictures, signal) => {
      const context = await (await run()).browser.newContext();
      return ending(context, signal, () => compare(pictures, context));
    },
    close,
  };
}

interface Running {
  readonly tools: Tools;
  readonly browser: Chromium;
  readonly end: () => Promise<void>;
}

async function start(options: FindOptions): Promise<Running> {
  const tools = await findTools(options);
  // A folder of its own would stay behind.
  const tracesDir = await mkdtemp(join(tmpdir(), 'taskflow-k8s-trace-'));
  const forget = (): Promise<void> => rm(tracesDir, { recursive: true, force: true });
  try {
    const browser = await tools.chromium.launch({
      executablePath: tools.executable,
      timeout: 60_000,
      tracesDir,
      ...(tools.env && { env: { ...withValues(options.env), ...tools.env } }),
    });
    return { tools, browser, end: () => browser.close().finally(forget) };
  } catch (error) {
    await forget();
    throw error;
  }
}

function withValues(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

async function ending<Result>(
  context: BrowserContext,
  signal: AbortSignal | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  const stop = (): void => void context.close();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await work();
  } finally {
    signal?.removeEventListener('abort', stop);
    await context.close();
  }
}

function profile(request: VisitRequest): BrowserContextOptions {
  return {
    viewport: { width: 1280, height: 900 },
    locale: 'en-US',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    colorScheme: 'light',
    ...(request.readOnly && { serviceWorkers: 'block' as const }),
  };
}

async function visit(request: VisitRequest, context: BrowserContext, { axe }: Tools): Promise<Visited> {
  const refused = request.readOnly ? await holdBack(context, request.readOnly.allow) : () => [];
  if (request.trace) await context.tracing.start({ screenshots: true, snapshots: true });
  const page = await context.newPage();
  page.setDefaultTimeout(request.timeoutMs);
  const problems = watchProblems(page);
  const state: Visiting = { page, request, settled: watchTraffic(page), looks: [], ...(axe !== undefined && { axe }) };
  const failed = await actAll(state);
  const trace = request.trace && failed ? await endTrace(context) : undefined;
  return {
    browser: `Chromium ${context.browser()?.version() ?? ''}`,
    ...(state.status !== undefined && { status: state.status }),
    looks: state.looks,
    problems: problems(),
    refused: refused(),
    ...(failed && { failed }),
    ...(trace && { trace }),
  };
}

interface Visiting {
  readonly page: Page;
  readonly request: VisitRequest;
  readonly settled: () => Promise<void>;
  readonly looks: Look[];
  readonly axe?: string;
  status?: number;
}

async function actAll(state: Visiting): Promise<Visited['failed'] | undefined> {
  for (const [index, action] of state.request.actions.entries()) {
    try {
      await act(action, state);
    } catch (thrown) {
      return { action: index, message: shortly(messageOf(thrown)), ...(await shown(state.page)) };
    }
  }
  return undefined;
}

async function act(action: UiAction, state: Visiting): Promise<void> {
  const { page, request } = state;
  switch (action.do) {
    case 'open': {
      const response = await page.goto(new URL(action.path, request.origin).href, { waitUntil: 'load' });
      state.status = response?.status() ?? 0;
      if (state.status >= 400) throw new Error(`the page answers ${state.status}`);
      return;
    }
    case 'fill':
      mustBeHome(page, request.origin);
      return page.getByLabel(action.label, { exact: true }).first().fill(action.value);
    case 'press':
      mustBeHome(page, request.origin);
      return page.getByRole(action.role, { name: action.name, exact: true }).first().click();
    case 'see':
      return located(page, action).first().waitFor({ state: 'visible' });
    case 'gone':
      return located(page, action).first().waitFor({ state: 'hidden' });
    case 'look':
      state.looks.push(await look(action.name, state));
  }
}

function located(page: Page, { role, text }: Extract<UiAction, { do: 'see' | 'gone' }>) {
  return role === undefined ? page.getByText(text) : page.getByRole(role, { name: text });
}

/** What is typed may be a password: it stays with its origin. */
function mustBeHome(page: Page, origin: string): void {
  const here = new URL(page.url()).origin;
  if (here !== new URL(origin).origin) throw new Error(`the page is at ${here}, so nothing is typed or pressed there`);
}

/** The page at rest: fonts loaded, requests done, animations off. One that polls for ever is not waited for. */
async function look(name: string, { page, request, settled, axe }: Visiting): Promise<Look> {
  await settled();
  const own = request.actions.flatMap((action) =>
    action.do === 'fill' && action.own ? [page.getByLabel(action.label, { exact: true })] : [],
  );
  const mask = [...own, ...request.mask.map((selector) => page.locator(selector))];
  const picture = await page.screenshot({ animations: 'disabled', caret: 'hide', scale: 'css', mask });
  const aria = (await page.locator('body').ariaSnapshot()).split('\n');
  const dom = (await page.evaluate(`(${domScript})()`)) as readonly string[];
  const said = axe === undefined ? undefined : ((await page.evaluate(`${axe};(${axeScript})()`)) as readonly string[]);
  return { name, url: page.url(), title: await page.title(), aria, dom, picture, ...(said && { axe: said }) };
}

async function shown(page: Page): Promise<Omit<NonNullable<Visited['failed']>, 'action' | 'message'>> {
  try {
    const text = String(await page.evaluate('document.body ? document.body.innerText : ""'));
    return { text: text.trim().slice(0, 400), picture: await page.screenshot({ timeout: 5000 }) };
  } catch (thrown) {
    return { text: `the page cannot be looked at: ${shortly(messageOf(thrown))}` };
  }
}

async function endTrace(context: BrowserContext): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), `taskflow-k8s-trace-${process.pid}-`));
  try {
    const path = join(folder, 'trace.zip');
    await context.tracing.stop({ path });
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Playwright's messages go on with a log of their own. */
function shortly(message: string): string {
  return message.split('\n')[0]?.replace(/^(page|locator)\.\w+: /, '') ?? message;
}

async function compare({ reference, again, candidate }: Pictures, context: BrowserContext): Promise<PictureDiff> {
  const page = await context.newPage();
  const text = (picture: Uint8Array): string => Buffer.from(picture).toString('base64');
  const input = { reference: text(reference), candidate: text(candidate), ...(again && { again: text(again) }) };
  const answer = (await page.evaluate(`(${pictureScript})(${JSON.stringify(input)})`)) as PictureDiff & {
    picture: string;
  };
  return { ...answer, picture: Buffer.from(answer.picture, 'base64') };
}
