import { accessSync, constants, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import type { BrowserType } from 'playwright-core';
import { BrowserMissing } from '../ports/browser.ts';

export interface Tools {
  readonly chromium: BrowserType;
  readonly executable: string;
  /** The text of axe-core, where it is installed. */
  readonly axe?: string;
}

export interface FindOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Folders whose `node_modules` may have playwright-core: the user's, then our own. */
  readonly folders: readonly string[];
  /** Brings playwright-core and axe-core where they are not, and returns the folder; absent where nothing may be installed. */
  readonly install?: (packages: readonly string[]) => Promise<string>;
}

/** Tried with these; any newer one that is found is taken too. */
const packages = ['playwright-core@1.65.1', 'axe-core@4.14.1'];

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

export async function findTools({ env, folders, install }: FindOptions): Promise<Tools> {
  const executable = findChromium(env);
  if (executable === undefined)
    throw new BrowserMissing('no browser was found: install Chromium or Chrome, or name one in CHROMIUM_PATH');
  const found = load(folders) ?? (install && load([await install(packages)]));
  if (!found)
    throw new BrowserMissing(
      'playwright-core, which drives the browser, was not found: npm install playwright-core axe-core',
    );
  return { ...found, executable };
}

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

function load(folders: readonly string[]): Omit<Tools, 'executable'> | undefined {
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
