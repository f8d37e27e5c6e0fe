import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { browserByPlaywright } from '../../src/adapters/browser-playwright.ts';
import { systemClock } from '../../src/adapters/clock-system.ts';
import { httpNode } from '../../src/adapters/http-node.ts';
import { findChromium } from '../../src/adapters/playwright.ts';
import { checkContract } from '../../src/contract/check-contract.ts';
import type { CheckResult } from '../../src/model/check.ts';
import type { Report } from '../../src/model/report.ts';
import { annotationsOf } from '../../src/report/annotations.ts';
import { contractOf } from './support/run.ts';
import { json, type Served, serve } from './support/serve.ts';

jest.setTimeout(120_000);
const open: Served[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

interface Page {
  readonly body?: string;
  readonly script?: string;
  readonly title?: string;
}

/** A site of one page, which is an API too: a contract has at least one step. */
async function site({ body = '<h1>TaskFlow</h1>', script = '', title = 'Tasks' }: Page): Promise<Served> {
  const server = await serve((request, response) => {
    if (request.url === '/health') return json(response, 200, { status: 'healthy' });
    if (request.url === '/missing') return response.writeHead(404).end() && undefined;
    if (request.url === '/moved') return response.writeHead(307, { location: '/written' }).end() && undefined;
    const html = `<!doctype html><html lang="en"><title>${title}</title><main>${body}</main><script>${script}</script>`;
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
  });
  open.push(server);
  return server;
}

const contract = (ui: string): string => `version: 1\nreference: { min_gap: 1ms }\nsteps: [GET /health]\nui:\n${ui}\n`;
const onePage = contract('  pages: [{ path: /, text: TaskFlow, title: Tasks }]\n  timeout: 3s');

interface Looked {
  readonly check: CheckResult;
  readonly kept: ReadonlyMap<string, Uint8Array>;
}

async function look(yaml: string, candidate: Served, reference?: Served): Promise<Looked> {
  const { http, close } = httpNode();
  const kept = new Map<string, Uint8Array>();
  try {
    const { checks } = await checkContract({
      contract: contractOf(yaml),
      targets: {
        candidate: { api: candidate.url, web: candidate.url },
        ...(reference && { reference: { api: reference.url, web: reference.url } }),
      },
      ports: { http, clock: systemClock, browser: browserByPlaywright({ env: process.env, folders: [process.cwd()] }) },
      values: { PASSWORD: 'correct horse' },
      keep: async (name, bytes) => {
        kept.set(name, bytes);
        return name;
      },
    });
    const check = checks.find(({ id }) => /^(page|flow|ui)/.test(id));
    if (!check) throw new Error('no check of a page');
    return { check, kept };
  } finally {
    close();
  }
}

// Where there is no browser the tests are listed as skipped, never as passed.
const inBrowser = findChromium(process.env) === undefined ? describe.skip : describe;

inBrowser('a page in a real browser', () => {
  test('that shows what it should, passes with a picture', async () => {
    const { check, kept } = await look(onePage, await site({}));
    expect(check).toMatchObject({ verdict: 'passed', evidence: ['page-root.png'] });
    expect(
      Buffer.from(kept.get('page-root.png') ?? [])
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
  });

  test.each([
    ['throws', 'throw new TypeError("boom")', /nobody caught: TypeError: boom/],
    ['prints an error', 'console.error("hydration", "failed")', /on the console: hydration failed/],
    ['asks for what is not there', 'fetch("/missing")', /request that failed: 404 GET http.*\/missing/],
    ['is kept out by another origin', 'fetch("http://127.0.0.1:1/x").catch(() => 0)', /ERR_/],
  ])('that %s fails, and the message says so', async (_, script, message) => {
    const { check } = await look(onePage, await site({ script }));
    expect(check).toMatchObject({ verdict: 'failed', detail: expect.stringMatching(message) });
  });

  test('that lacks its text fails with what it shows instead, a picture and a trace', async () => {
    const { check } = await look(onePage, await site({ body: '<h1>502 Bad Gateway</h1>' }));
    expect(check.detail).toContain('see text “TaskFlow”');
    expect(check.detail).toContain('the page shows: 502 Bad Gateway');
    expect(check.evidence).toEqual(['page-failed.png', 'page-trace.zip']);
  });

  test.each([
    ['an error', { script: 'console.error("old sin")' }, 'known in the reference: an error on the console: old sin'],
    [
      'a button without a name',
      { body: '<h1>TaskFlow</h1><button></button>' },
      'known in the reference: no accessible name',
    ],
  ])('with %s that the reference has too, is not blamed for it', async (_, page, words) => {
    const { check } = await look(onePage, await site(page), await site(page));
    expect(check).toMatchObject({ verdict: 'passed', detail: expect.stringContaining(words) });
  });

  test('with controls that nobody can name fails', async () => {
    const { check } = await look(onePage, await site({ body: '<h1>TaskFlow</h1><button></button><input>' }));
    expect(check.verdict).toBe('failed');
    expect(check.detail).toMatch(/no accessible name \(page-root\): button/);
    expect(check.detail).toMatch(/accessibility \(page-root\): label:/);
  });
});

inBrowser('a page beside the one of the reference', () => {
  test('that is the same passes, whatever the build renamed', async () => {
    const page = (build: string): Page => ({
      body: `<h1>TaskFlow</h1><p>${build.length}</p><img alt="" src="/_next/static/media/${build}.svg" nonce="${build}">`,
      script: `/* ${build} */`,
    });
    const { check } = await look(onePage, await site(page('b5c7')), await site(page('a1f3')));
    expect(check.detail).toMatch(/against the reference, seen twice/);
    expect(check.differences ?? []).toEqual([]);
  });

  test('names what a screen reader finds changed, and shows where the picture differs', async () => {
    const was = { body: '<h1>TaskFlow</h1><button>Log in</button>' };
    const is = { body: '<h1>TaskFlow</h1><button style="background:#c00">Sign in</button>' };
    const { check, kept } = await look(onePage, await site(is), await site(was));
    expect(check.verdict).toBe('failed');
    expect(check.differences).toContainEqual(
      expect.objectContaining({
        kind: 'aria',
        expected: '- button "Log in"',
        actual: '- button "Sign in"',
        effect: 'fails',
      }),
    );
    expect(check.differences).toContainEqual(expect.objectContaining({ where: 'page-root picture', kind: 'pixels' }));
    expect([...kept.keys()]).toEqual(['page-root.png', 'page-root-reference.png', 'page-root-difference.png']);
  });

  test('sees a colour that no reader can hear', async () => {
    const { check } = await look(
      onePage,
      await site({ body: '<h1 style="color:#111">TaskFlow</h1><div style="height:20px;background:#06c"></div>' }),
      await site({ body: '<h1 style="color:#111">TaskFlow</h1><div style="height:20px;background:#0a6"></div>' }),
    );
    expect(check.differences?.map(({ kind }) => kind)).toEqual(['pixels']);
    expect(check.verdict).toBe('failed');
  });

  test('is not blamed for what the reference itself shows differently each time', async () => {
    const page = { body: '<h1>TaskFlow</h1><p id="n"></p>', script: 'n.textContent = `now ${performance.timeOrigin}`' };
    const { check } = await look(onePage, await site(page), await site(page));
    expect(check.verdict).toBe('passed');
  });
});

const login = contract(`  allow: [POST /login]
  timeout: 3s
  flows:
    - id: login
      effect: none
      actions:
        - { open: / }
        - { fill: Password, with: "{{secret.PASSWORD}}" }
        - { press: Log in }
        - { see: Welcome }
        - { look: inside }`);

const form = `<h1>TaskFlow</h1><form><label>Password <input type="password" name="p"></label><button>Log in</button></form><output></output>`;
const submit = (path: string): string =>
  `document.forms[0].onsubmit = (event) => { event.preventDefault(); fetch("${path}", { method: "POST", body: document.forms[0].p.value })
     .then(() => { document.querySelector("output").textContent = "Welcome" }, () => 0) }`;

inBrowser('a flow', () => {
  test('is done on both sides by its steps', async () => {
    const page = { body: form, script: submit('/login') };
    const [candidate, reference] = [await site(page), await site(page)];
    const { check } = await look(login, candidate, reference);
    expect(check).toMatchObject({ id: 'flow.login', verdict: 'passed', evidence: ['flow-login-inside.png'] });
    expect(candidate.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  test('that breaks says at which step', async () => {
    const { check } = await look(
      login,
      await site({ body: form, script: submit('/login').replace('Welcome', 'Sorry') }),
    );
    expect(check.detail).toMatch(/^see text “Welcome”: Timeout.*the page shows: TaskFlow/);
  });
});

inBrowser('a reference that is only read', () => {
  const writes = `
    fetch("/written", { method: "POST" }).catch(() => 0);
    fetch("/moved", { method: "POST" }).catch(() => 0);
    navigator.sendBeacon("/written", "x");
    const request = new XMLHttpRequest(); request.open("DELETE", "/written"); request.onerror = () => 0; request.send();
    const frame = document.createElement("iframe"); frame.name = "f"; document.body.append(frame);
    const form = document.createElement("form"); form.method = "post"; form.action = "/written"; form.target = "f";
    document.body.append(form); form.submit();
    new Worker(URL.createObjectURL(new Blob(['fetch("' + location.origin + '/written", { method: "PUT" }).catch(() => 0)'])));`;

  test('gets no writing request of its own pages, by whatever way, and the report names them', async () => {
    const [candidate, reference] = [await site({ script: writes }), await site({ script: writes })];
    const { check } = await look(
      onePage.replace('  timeout', '  allow: [POST /moved]\n  timeout'),
      candidate,
      reference,
    );
    const sent = reference.requests.filter(({ method }) => !['GET', 'HEAD', 'OPTIONS'].includes(method));
    expect(sent.map(({ method, path }) => `${method} ${path}`).filter((line) => line !== 'POST /moved')).toEqual([]);
    expect(check.detail).toMatch(/held back, since the reference is only read: .*POST \/written/);
    expect(candidate.requests.some(({ method, path }) => method === 'POST' && path === '/written')).toBe(true);
  });

  test('sees nothing of a flow that writes', async () => {
    const page = { body: form, script: submit('/login') };
    const [candidate, reference] = [await site(page), await site(page)];
    const { check } = await look(login.replace('effect: none', 'effect: write'), candidate, reference);
    expect(check).toMatchObject({ verdict: 'passed', detail: expect.stringContaining('not compared: it writes') });
    expect(reference.requests.map(({ path }) => path).filter((path) => path !== '/health')).toEqual([]);
  });
});

inBrowser('a password', () => {
  test('is typed on no other origin, wherever the page has led', async () => {
    const thief = await site({ body: form });
    const { check } = await look(login, await site({ script: `location.href = "${thief.url}/"`, body: form }));
    expect(check.verdict).toBe('failed');
    expect(JSON.stringify(check)).not.toContain('correct horse');
    expect(thief.requests.filter(({ method }) => method === 'POST')).toEqual([]);
  });
});

test('without a browser the pages are undecided, and what to install is said', async () => {
  const { http, close } = httpNode();
  const server = await site({});
  const browser = browserByPlaywright({ env: {}, folders: [process.cwd()] });
  const { checks } = await checkContract({
    contract: contractOf(onePage),
    targets: { candidate: { api: server.url, web: server.url } },
    ports: { http, clock: systemClock, browser },
  });
  close();
  const check = checks.find(({ id }) => id === 'ui');
  expect(check).toMatchObject({ verdict: 'inconclusive', detail: expect.stringContaining('install Chromium') });
});

inBrowser('what was found', () => {
  test('stands in the page with its pictures, in links that lead somewhere, and at its line of the contract', async () => {
    const [candidate, reference] = [await site({ body: '<h1>TaskFlow</h1><b>is</b>' }), await site({})];
    const folder = mkdtempSync(join(tmpdir(), 'contract-shown-'));
    writeFileSync(join(folder, 'contract.yml'), onePage);
    const sides = [
      '--api',
      candidate.url,
      '--web',
      candidate.url,
      '--reference',
      reference.url,
      '--reference-web',
      reference.url,
    ];
    const child = spawn(process.execPath, [resolve('src/entry/cli.ts'), 'check', ...sides, '--out', 'out'], {
      cwd: folder,
    });
    await once(child, 'exit');
    const page = readFileSync(join(folder, 'out/index.html'), 'utf8');
    expect([...page.matchAll(/<figcaption>(.*?) <code>/g)].map(([, text]) => text)).toEqual([
      '“page-root” in the candidate',
      '“page-root” in the reference',
      '“page-root”: red where the two differ, yellow where it varies by itself',
    ]);
    expect(page.match(/src="data:image\/png;base64,/g)).toHaveLength(3);
    const linked = new Set([...page.matchAll(/href="(evidence\/[^"]+)"/g)].map(([, file]) => file ?? ''));
    expect([...linked].toSorted()).toEqual([
      ...['evidence/har/candidate.har', 'evidence/har/reference.har', 'evidence/page-root-difference.png'],
      ...['evidence/page-root-reference.png', 'evidence/page-root.png'],
    ]);
    expect([...linked].filter((file) => !existsSync(join(folder, 'out', file)))).toEqual([]);
    const report = JSON.parse(readFileSync(join(folder, 'out/report.json'), 'utf8')) as Report;
    expect(annotationsOf(report)).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(/^extra at page-root aria line \d+, and \d more\n/),
        place: expect.objectContaining({ file: 'contract.yml', line: 5 }),
      }),
    ]);
    rmSync(folder, { recursive: true });
  });
});
