import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../src/adapters/playwright.ts';
import { renderPage } from '../../src/report/html/page.ts';
import { recordedRun, recordedRuns } from '../support/runs.ts';

/** The page in a real Chromium, from disk. The limits are what a reader feels, with room for a machine that does other things. */
const folder = mkdtempSync(join(tmpdir(), 'page-'));
let browser: Browser;
beforeAll(async () => {
  const executablePath = findChromium(process.env);
  if (!executablePath) throw new Error('no Chromium: install one, or name it in CHROMIUM_PATH');
  browser = await chromium.launch({ executablePath });
}, 60_000);
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

const measuring = join(import.meta.dirname, '../support/measure-page.js');
type Measured = { readonly found: string } & Readonly<
  Record<'firstWordsMs' | 'interactiveMs' | 'allFilesMs' | 'searchMs' | 'frameMs' | 'rows', number>
>;

const levels = ['INFO', 'DEBUG', 'WARNING', 'ERROR'];

/** Five logs of 2 MB, as an API would write them. */
function largePage(): string {
  const run = recordedRun('missing-secret-key');
  const line = (index: number): string =>
    `2026-11-21T10:00:00.${index}Z ${levels[index % 4]} app.http GET /api/v1/tasks/${index} 200 took=${index % 97}ms "<b>&"`;
  const text = Array.from({ length: 24_000 }, (_, index) => line(index)).join('\n');
  const logs = ['a', 'b', 'c', 'd', 'e'].map((pod) => ({ file: `logs/${pod}/app.log`, kind: 'text' as const, text }));
  expect(text.length * logs.length).toBeGreaterThan(10_000_000);
  return renderPage({ ...run, attachments: [...run.attachments, ...logs] });
}

async function openPage(name: string, text: string): Promise<{ page: Page; problems: string[] }> {
  const file = join(folder, `${name}.html`);
  writeFileSync(file, text);
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const problems: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  await page.goto(`file://${file}`, { waitUntil: 'commit' });
  await page.waitForSelector('#logs.live');
  return { page, problems };
}

test('10 MB of logs: there at once, searched while one types, scrolled without a stop, and few rows exist', async () => {
  const { page, problems } = await openPage('large', largePage());
  const measured = await page.evaluate<Measured>(readFileSync(measuring, 'utf8'));
  await page.close();
  process.stderr.write(`page with 10 MB of logs: ${JSON.stringify(measured)}\n`);
  expect(problems).toEqual([]);
  expect(measured.found).toMatch(/^5 of 120,\d{3} lines$/);
  expect(measured.firstWordsMs).toBeLessThan(3000);
  expect(measured.interactiveMs).toBeLessThan(8000);
  expect(measured.allFilesMs).toBeLessThan(2000);
  expect(measured.searchMs).toBeLessThan(2000);
  expect(measured.frameMs).toBeLessThan(150);
  expect(measured.rows).toBeLessThan(150);
}, 120_000);

test.each(recordedRuns.map((run) => [run.name, run] as const))(
  '%s: fits a phone and a desk, and its script runs without a complaint',
  async (name, run) => {
    const { page, problems } = await openPage(name, renderPage(run));
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 844 });
      const tooWide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      const heading = await page.locator('h1').boundingBox();
      expect([width, tooWide]).toEqual([width, 0]);
      expect(heading?.y).toBeLessThan(300);
    }
    await page.close();
    expect(problems).toEqual([]);
  },
  60_000,
);

test('a link at a piece of evidence leads to its line', async () => {
  const { page } = await openPage('link', renderPage(recordedRun('missing-secret-key')));
  await page.locator('.cause a.file').first().click();
  const row = await page.locator('.row.current').textContent();
  await page.close();
  expect(row).toContain("couldn't find key ANTHROPIC_API_KEY");
}, 60_000);
