import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../lib/error.ts';
import type { OpenPage, PageProblem, PageRequest, PageView } from '../ports/browser.ts';
import { type Cdp, connectCdp } from './cdp.ts';
import { watchPage } from './page-watch.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** The browser named by CHROMIUM_PATH, else the first one on PATH; undefined when there is none. */
export function findChromium(env: NodeJS.ProcessEnv): string | undefined {
  if (env.CHROMIUM_PATH) return env.CHROMIUM_PATH;
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not there or not ours to run: then it is not the browser that is looked for.
    return false;
  }
}

/**
 * A real Chromium by its own protocol. Nothing is intercepted: interception would answer CORS preflights in the page's
 * name, and the check would be green for a deployment that no user could open.
 */
export function chromium(binary: string): OpenPage {
  return async (request, signal) => {
    const deadline = AbortSignal.timeout(request.timeoutMs);
    const either = signal ? AbortSignal.any([signal, deadline]) : deadline;
    const profile = await mkdtemp(join(tmpdir(), 'taskflow-k8s-chromium-'));
    const child = launch(binary, profile);
    try {
      return await visit(request, { cdp: await attach(child, profile, either), signal: either });
    } catch (thrown) {
      const why = deadline.aborted ? `no page within ${request.timeoutMs} ms` : messageOf(thrown);
      return { url: request.url, title: '', text: '', problems: [], browser: binary, failed: why };
    } finally {
      await end(child);
      await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    }
  };
}

function launch(binary: string, profile: string): ChildProcess {
  const flags = [
    '--headless=new',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--disable-gpu',
  ];
  const quiet = [
    '--disable-dev-shm-usage',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  // Chromium's sandbox cannot be set up by root, which is what runs in most containers.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const page = ['--window-size=1280,900', '--lang=en-US', '--force-prefers-reduced-motion', 'about:blank'];
  return spawn(binary, [...flags, ...quiet, ...sandbox, ...page], { stdio: 'ignore', detached: true });
}

async function attach(child: ChildProcess, profile: string, signal: AbortSignal): Promise<Cdp> {
  const spawned = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the browser ended with ${code ?? 'a signal'} before it was ready`)));
  });
  const [port = '', path = ''] = await Promise.race([portFile(join(profile, 'DevToolsActivePort'), signal), spawned]);
  // Its end after this point shows as a closed connection.
  spawned.catch(() => undefined);
  return connectCdp(`ws://127.0.0.1:${port}${path}`, signal);
}

/** The browser writes the file in two lines when it listens. */
async function portFile(file: string, signal: AbortSignal): Promise<readonly string[]> {
  for (;;) {
    signal.throwIfAborted();
    const text = await readFile(file, 'utf8').catch(() => '');
    const lines = text.split('\n');
    if (lines.length > 1 && lines[1] !== '') return lines;
    await delay(50, undefined, { signal });
  }
}

interface Visiting {
  readonly cdp: Cdp;
  readonly signal: AbortSignal;
}

async function visit(request: PageRequest, { cdp, signal }: Visiting): Promise<PageView> {
  const { product } = await cdp.send('Browser.getVersion');
  const { targetId } = await cdp.send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await cdp.send('Target.attachToTarget', { targetId, flatten: true });
  const session = String(sessionId);
  const page = watchPage(cdp, request.url);
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await cdp.send(`${domain}.enable`, {}, session);
  const { errorText } = await cdp.send('Page.navigate', { url: request.url }, session);
  if (typeof errorText === 'string' && errorText !== '') throw new Error(`${request.url}: ${errorText}`);
  await page.settled(signal);
  const text = await waitForText(request, { cdp, signal, session });
  const { data } = await cdp.send('Page.captureScreenshot', { format: 'png' }, session);
  const title = await evaluate('document.title', { cdp, session });
  const problems: readonly PageProblem[] = page.problems();
  const status = page.status();
  cdp.close();
  const screenshot = Buffer.from(String(data), 'base64');
  return {
    url: request.url,
    ...(status !== undefined && { status }),
    title,
    text,
    problems,
    screenshot,
    browser: String(product),
  };
}

interface Evaluating {
  readonly cdp: Cdp;
  readonly session: string;
}

async function evaluate(expression: string, { cdp, session }: Evaluating): Promise<string> {
  const { result } = await cdp.send('Runtime.evaluate', { expression, returnByValue: true }, session);
  return String((result as { readonly value?: unknown } | undefined)?.value ?? '');
}

/** Until the wanted text is there or half of the time is gone: what the page shows instead is the message. */
async function waitForText(request: PageRequest, { cdp, signal, session }: Visiting & Evaluating): Promise<string> {
  const until = performance.now() + request.timeoutMs / 2;
  for (;;) {
    const text = await evaluate('document.body ? document.body.innerText : ""', { cdp, session });
    if (request.text === undefined || text.includes(request.text) || performance.now() > until) return text;
    await delay(100, undefined, { signal });
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    // The whole group: a renderer that outlives its browser would keep the profile's files open.
    process.kill(-child.pid, 'SIGKILL');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown;
  }
  await gone;
}
