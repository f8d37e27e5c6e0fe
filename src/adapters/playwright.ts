import { accessSync, constants, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import type { BrowserType } from 'playwright-core';
import { BrowserMissing, type InstalledBrowser, type WantedOfBrowser } from '../ports/browser.ts';

export interface Tools {
  readonly chromium: BrowserType;
  readonly executable: string;
  /** What a browser that was brought along needs beside it. */
  readonly env?: Readonly<Record<string, string>>;
  /** The text of axe-core, where it is installed. */
  readonly axe?: string;
}

export interface FindOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Folders whose `node_modules` may have playwright-core: the user's, then our own. */
  readonly folders: readonly string[];
  /** Brings what is not there; absent where nothing may be installed. */
  readonly install?: (wanted: WantedOfBrowser) => Promise<InstalledBrowser>;
}

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

export async function findTools({ env, folders, install }: FindOptions): Promise<Tools> {
  const executable = findChromium(env);
  const found = load(folders);
  if (executable !== undefined && found) return { ...found, executable };
  if (!install) throw new BrowserMissing(executable === undefined ? noBrowser : noDriver);
  const { folder, browser } = await install({ driver: !found, browser: executable === undefined });
  const loaded = found ?? load([folder]);
  if (!loaded) throw new BrowserMissing(noDriver);
  if (executable !== undefined) return { ...loaded, executable };
  if (!browser) throw new BrowserMissing(noBrowser);
  return { ...loaded, ...browser };
}

const noBrowser = 'no browser was found: install Chromium or Chrome, or name one in CHROMIUM_PATH';
const noDriver = 'playwright-core, which drives the browser, was not found: npm install playwright-core axe-core';

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

function load(folders: readonly string[]): Pick<Tools, 'chromium' | 'axe'> | undefined {
  const [playwright] = folders.flatMap((folder) => resolveFrom(folder, 'playwright-core') ?? []);
  if (playwright === undefined) return undefined;
  const { chromium } = createRequire(import.meta.url)(playwright) as { readonly chromium: BrowserType };
  const [axe] = folders.flatMap((folder) => resolveFrom(folder, 'axe-core/axe.min.js') ?? []);
  return { chromium, ...(axe !== undefined && { axe: readFileSync(axe, 'utf8') }) };
}

function resolveFrom(folder: string, name: string): string | undefined {
  try {
    return createRequire(join(folder, 'package.json')).resolve(name);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw thrown;
  }
}
