import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from '../../../src/adapters/browser-chromium.ts';
import { type Cdp, connectCdp } from '../../../src/adapters/cdp.ts';
import { watchPage } from '../../../src/adapters/page-watch.ts';
import type { PageProblem } from '../../../src/ports/browser.ts';
import { until } from '../clusters/shell.ts';

/** One page of a real Chromium, used as a person does: by what is written on it, with keyboard and mouse. */
export interface Browser {
  readonly open: (url: string) => Promise<void>;
  /** Replaces what is in the field with this label. */
  readonly fill: (label: string, text: string) => Promise<void>;
  readonly click: (name: string) => Promise<void>;
  readonly sees: (text: string) => Promise<void>;
  readonly misses: (text: string) => Promise<void>;
  readonly screenshot: (file: string) => Promise<void>;
  /** Exceptions, errors on the console and failed requests since the start. */
  readonly problems: () => readonly PageProblem[];
  readonly stop: () => Promise<void>;
}

const flags = [
  ...['--headless=new', '--remote-debugging-port=0', '--no-first-run', '--disable-gpu', '--disable-dev-shm-usage'],
  ...['--disable-background-networking', '--window-size=1280,900', '--lang=en-US'],
];

export async function startBrowser(): Promise<Browser> {
  const binary = findChromium(process.env);
  if (!binary) throw new Error('no Chromium: install one, or name it in CHROMIUM_PATH');
  const profile = mkdtempSync(join(tmpdir(), 'e2e-chromium-'));
  // Chromium's sandbox cannot be set up by root.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const arguments_ = [...flags, ...sandbox, `--user-data-dir=${profile}`, 'about:blank'];
  const child = spawn(binary, arguments_, { stdio: 'ignore', detached: true });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    // The whole group: a renderer that outlives its browser keeps the profile's files open.
    if (child.pid && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  const [port, path] = await until(30, async () => {
    const lines = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n');
    if (!lines[1]) throw new Error('the browser does not listen yet');
    return lines;
  });
  const cdp = await connectCdp(`ws://127.0.0.1:${port}${path}`, new AbortController().signal);
  return { ...(await openPage(cdp)), stop };
}

async function openPage(cdp: Cdp): Promise<Omit<Browser, 'stop'>> {
  const { targetId } = await cdp.send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await cdp.send('Target.attachToTarget', { targetId, flatten: true });
  const send = (method: string, params = {}): Promise<Record<string, unknown>> =>
    cdp.send(method, params, String(sessionId));
  const page = watchPage(cdp, '');
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await send(`${domain}.enable`);
  const evaluate = async (expression: string): Promise<unknown> =>
    ((await send('Runtime.evaluate', { expression, returnByValue: true })).result as { value?: unknown }).value;
  const press = async (name: string, selector: string): Promise<void> => {
    const { x, y } = await until(20, async () => {
      const found = await evaluate(`(${locate})(${JSON.stringify(selector)}, ${JSON.stringify(name)})`);
      if (!found) throw new Error(`nothing called “${name}” on:\n${await text()}`);
      return found as { x: number; y: number };
    });
    for (const type of ['mousePressed', 'mouseReleased'])
      await send('Input.dispatchMouseEvent', { type, x, y, button: 'left', clickCount: 1 });
  };
  const text = async (): Promise<string> => String(await evaluate(`(${visible})(document)`));
  const waitFor = (wanted: string, there: boolean): Promise<void> =>
    until(20, async () => {
      const found = await text();
      if (found.includes(wanted) !== there)
        throw new Error(`“${wanted}” is ${there ? 'not' : 'still'} there:\n${found}`);
    });
  return {
    open: async (url) => {
      await send('Page.navigate', { url });
      await page.settled(AbortSignal.timeout(30_000));
    },
    fill: async (label, words) => {
      await press(label, 'input, textarea');
      await send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'a', commands: ['selectAll'] });
      await send('Input.insertText', { text: words });
    },
    click: (name) => press(name, 'button, a, input[type=checkbox]'),
    sees: (words) => waitFor(words, true),
    misses: (words) => waitFor(words, false),
    screenshot: async (file) => {
      const { data } = await send('Page.captureScreenshot', { format: 'png' });
      writeFileSync(file, Buffer.from(String(data), 'base64'));
    },
    problems: page.problems,
  };
}

/** Runs in the page: the middle of the last element with this accessible name, in shadow trees too. */
const locate = `(selector, name) => {
  const all = (root) => [...root.querySelectorAll('*')].flatMap((one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
  const called = (one) => one.getAttribute('aria-label') ?? one.labels?.[0]?.textContent ?? one.textContent;
  const found = all(document).findLast((one) => one.matches(selector) && !one.disabled && called(one).trim() === name);
  if (!found) return null;
  found.scrollIntoView({ block: 'center' });
  const { x, y, width, height } = found.getBoundingClientRect();
  return { x: x + width / 2, y: y + height / 2 };
}`;

/** Runs in the page: what a person reads, shadow trees included. */
const visible = `(root) => {
  const hosts = [...root.querySelectorAll('*')].filter((one) => one.shadowRoot);
  const within = (shadow) => [...shadow.children].filter((one) => one.localName !== 'style').map((one) => one.innerText);
  return [root.body.innerText, ...hosts.flatMap((one) => within(one.shadowRoot))].join('\\n');
}`;
