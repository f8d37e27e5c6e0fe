import { afterEach, describe, expect, test } from '@jest/globals';
import { chromium, findChromium } from '../../src/adapters/browser-chromium.ts';
import { pageChecks } from '../../src/contract/browser/pages.ts';
import type { CheckResult } from '../../src/model/check.ts';
import { type Served, serve } from './support/serve.ts';

const binary = findChromium(process.env);
const open: Served[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function site(script: string, body = '<h1>TaskFlow</h1>'): Promise<Served> {
  const server = await serve((request, response) => {
    if (request.url === '/missing') response.writeHead(404).end();
    else
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end(`<title>Tasks</title>${body}<script>${script}</script>`);
  });
  open.push(server);
  return server;
}

async function look(candidate: Served, reference?: Served): Promise<CheckResult> {
  const [first] = await pageChecks({
    pages: [{ path: '/', text: 'TaskFlow', title: 'Tasks' }],
    candidate: candidate.url,
    ...(reference && { reference: reference.url }),
    open: chromium(binary ?? ''),
    timeoutMs: 60_000,
    keep: async (name) => name,
  });
  if (!first) throw new Error('no check');
  return first;
}

// Where there is no browser the tests are listed as skipped, never as passed.
const inBrowser = binary === undefined ? describe.skip : describe;

inBrowser('a page in a real browser', () => {
  test('that shows what it should, passes with a screenshot', async () => {
    expect(await look(await site(''))).toMatchObject({ verdict: 'passed', evidence: ['page-root.png'] });
  }, 120_000);

  test.each([
    ['throws', 'throw new TypeError("boom")', /nobody caught: TypeError: boom/],
    ['prints an error', 'console.error("hydration", "failed")', /on the console: hydration failed/],
    ['asks for what is not there', 'fetch("/missing")', /request that failed: 404 http.*\/missing/],
    ['is kept out by another origin', 'fetch("http://127.0.0.1:1/x").catch(() => 0)', /ERR_/],
  ])(
    'that %s fails, and the message says so',
    async (_, script, message) => {
      expect(await look(await site(script))).toMatchObject({
        verdict: 'failed',
        detail: expect.stringMatching(message),
      });
    },
    120_000,
  );

  test('that lacks its text fails with what it shows instead', async () => {
    const check = await look(await site('', '<h1>502 Bad Gateway</h1>'));
    expect(check.detail).toContain('“TaskFlow” is not there; found: 502 Bad Gateway');
  }, 120_000);

  test('with an error that the reference has too, is not blamed for it', async () => {
    const script = 'console.error("old sin")';
    const check = await look(await site(script), await site(script));
    expect(check).toMatchObject({ verdict: 'passed', detail: expect.stringContaining('known in the reference') });
  }, 120_000);
});
