import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { findTools } from '../../../src/adapters/playwright.ts';
import type { WantedOfBrowser } from '../../../src/ports/browser.ts';
import type { Command, Exec } from '../../../src/ports/exec.ts';
import { browserInstaller } from '../../../src/tools/browser.ts';

const home = mkdtempSync(join(tmpdir(), 'browser-'));
afterAll(() => rmSync(home, { recursive: true }));

const here = { platform: 'linux', arch: 'x64', glibc: true };

/** npm that says yes and brings nothing. */
function npm(calls: Command[]): Exec {
  return async (command) => {
    calls.push(command);
    const ended = {
      ended: 'exited',
      exitCode: 0,
      stdout: '',
      stderr: '',
      truncated: false,
      durationMs: 1,
      failed: false,
    } as const;
    return { command, ...ended };
  };
}

const install = (calls: Command[], machine = here) =>
  browserInstaller({ exec: npm(calls), home, say: () => undefined, machine });

test('what is missing comes in one go, since a second one would take the first away', async () => {
  const calls: Command[] = [];
  expect(await install(calls)({ driver: true, browser: false })).toEqual({ folder: home });
  await expect(install(calls)({ driver: true, browser: true })).rejects.toThrow('ENOENT');
  const named = calls.map(({ args }) => args.filter((arg) => /@\d/.test(arg)));
  expect(named).toEqual([
    ['playwright-core@1.65.1', 'axe-core@4.14.1'],
    ['playwright-core@1.65.1', 'axe-core@4.14.1', '@sparticuz/chromium@153.0.0'],
  ]);
});

test.each([
  ['win32', 'x64', true, 'win32 x64:'],
  ['linux', 'arm64', true, 'linux arm64:'],
  ['linux', 'x64', false, 'linux x64 without glibc:'],
])('where it would not start, nothing is fetched: %s %s', async (platform, arch, glibc, words) => {
  const calls: Command[] = [];
  const wanted: WantedOfBrowser = { driver: false, browser: true };
  const asked = install(calls, { platform, arch, glibc })(wanted);
  await expect(asked).rejects.toThrow(`none can be brought to ${words} install Chromium or Chrome`);
  expect(calls).toEqual([]);
});

test('a browser and a driver that are there are not fetched; what is not there is named to whoever fetches', async () => {
  const asked: WantedOfBrowser[] = [];
  const fetch = async (wanted: WantedOfBrowser) => {
    asked.push(wanted);
    return {
      folder: process.cwd(),
      browser: { executable: '/brought/chromium', env: { LD_LIBRARY_PATH: '/brought/lib' } },
    };
  };
  const found = { env: { CHROMIUM_PATH: process.execPath }, folders: [process.cwd()], install: fetch };
  expect(await findTools(found)).toMatchObject({ executable: process.execPath });
  expect(asked).toEqual([]);
  const brought = await findTools({ ...found, env: {} });
  expect(brought).toMatchObject({ executable: '/brought/chromium', env: { LD_LIBRARY_PATH: '/brought/lib' } });
  expect(await findTools({ ...found, folders: [home] })).toMatchObject({ executable: process.execPath });
  expect(asked).toEqual([
    { driver: false, browser: true },
    { driver: true, browser: false },
  ]);
});
