import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { systemClock } from '../../src/adapters/clock-system.ts';
import { httpNode } from '../../src/adapters/http-node.ts';
import { checkContract } from '../../src/contract/check-contract.ts';
import { takeBackLeftovers } from '../../src/contract/leftovers.ts';
import { type JournalLine, pendingOf } from '../../src/contract/run/journal.ts';
import type { Browser } from '../../src/ports/browser.ts';
import { contractOf, runContract } from './support/run.ts';
import { json, type Served, serve } from './support/serve.ts';

jest.setTimeout(60_000);
const open: Served[] = [];
const folder = mkdtempSync(join(tmpdir(), 'journal-'));
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
  rmSync(folder, { recursive: true, force: true });
});

interface Item {
  readonly id: string;
  readonly title: string;
  readonly created_at: string;
}

/** Items behind a login; `hang` never answers a request to the path, `open` lets everybody in who says nothing. */
async function shop(items: Map<string, Item>, hang?: string, open_ = false): Promise<Served> {
  const token = randomUUID();
  const server = await serve((request, response, body) => {
    const path = request.url ?? '';
    if (path === hang) return;
    if (path === '/login') return json(response, 200, { token });
    if (open_ && request.method === 'POST' && !request.headers.authorization) return create(items, body, response);
    if (request.headers.authorization !== `Bearer ${token}`) return json(response, 401, { detail: 'who?' });
    if (path === '/items' && request.method === 'POST') return create(items, body, response);
    if (path === '/items') return json(response, 200, [...items.values()]);
    const id = path.replace('/items/', '');
    if (request.method === 'DELETE' && items.delete(id)) return response.writeHead(204).end() && undefined;
    return json(response, items.has(id) ? 200 : 404, items.get(id) ?? { detail: 'Not Found' });
  });
  open.push(server);
  return server;
}

function create(items: Map<string, Item>, body: string, response: ServerResponse): void {
  const item = { id: randomUUID(), title: JSON.parse(body).title as string, created_at: new Date().toISOString() };
  items.set(item.id, item);
  json(response, 201, item);
}

const contract = `version: 1
reference: { mode: live-rw, observations: 1, min_gap: 15ms }
accounts: { ref: { email: a@example.com }, cand: { email: a@example.com } }
steps:
  - { id: login, request: { method: POST, path: /login, json: { email: "{{account.email}}" } }, effect: none,
      capture: { token: "$.token" }, compare: { "$.token": { kind: uuid } } }
  - id: create
    needs: [login]
    request: { method: POST, path: /items, headers: { authorization: "Bearer {{login.token}}" }, json: { title: "[kc {{run.id}}]" } }
    capture: { id: "$.id" }
    compare: { "$.id": { kind: uuid }, "$.created_at": { kind: rfc3339 }, "$.title": { kind: string } }
    cleanup:
      method: DELETE
      path: "/items/{{create.id}}"
      verify: { method: GET, path: "/items/{{create.id}}", expect: 404 }
      sweep: { list: /items, id: "$[*].id", mark: "$[*].title", created: "$[*].created_at", starts: "[kc " }
  - { id: slow, needs: [create], request: GET /slow }
`;

const short = contract.slice(0, contract.indexOf('  - { id: slow'));

const hoursAgo = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();

test('what a killed run had made is taken back from its journal, which holds no session', async () => {
  const [there, here] = [new Map<string, Item>(), new Map<string, Item>()];
  const [reference, candidate] = [await shop(there, '/slow'), await shop(here)];
  writeFileSync(join(folder, 'contract.yml'), contract);
  const args = ['check', '--api', candidate.url, '--reference', reference.url, '--out', folder];
  const child: ChildProcess = spawn(process.execPath, [resolve('src/entry/cli.ts'), ...args], { cwd: folder });
  await reached(reference, '/slow');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect([there.size, here.size]).toEqual([1, 1]);
  const journal = readFileSync(join(folder, 'evidence', 'contract-journal.jsonl'), 'utf8');
  expect(journal).toContain([...there.keys()][0]);
  expect(journal).not.toMatch(/token|Bearer/);

  const { http, close } = httpNode();
  const cleaned = await takeBackLeftovers({
    out: folder,
    workspace: folder,
    ports: { http, clock: systemClock },
    values: {},
  });
  close();
  expect(cleaned.map(({ lane, detail }) => `${lane} ${detail}`).sort()).toEqual([
    'cand taken back and verified',
    'ref taken back and verified',
  ]);
  expect([there.size, here.size]).toEqual([0, 0]);
});

async function reached(server: Served, path: string): Promise<void> {
  while (!server.requests.some((one) => one.path === path)) await new Promise((resolve_) => setTimeout(resolve_, 20));
}

test('a sweep takes only what is marked as ours and old', async () => {
  const old = { id: randomUUID(), title: '[kc dead]', created_at: hoursAgo(2) };
  const kept: readonly Item[] = [
    { id: randomUUID(), title: '[kc alive]', created_at: hoursAgo(0.1) },
    { id: randomUUID(), title: 'of a customer', created_at: hoursAgo(200) },
    { id: randomUUID(), title: '[kc without a time]', created_at: 'unknown' },
  ];
  const items = new Map([old, ...kept].map((item) => [item.id, item]));
  const [reference, candidate] = [await shop(items), await shop(new Map())];
  const { checks } = await runContract(short, { reference: reference.url, candidate: candidate.url });
  expect(checks.find(({ id }) => id === 'contract.sweep')).toMatchObject({ verdict: 'passed', detail: 'cleaned 1/1' });
  expect([...items.keys()]).toEqual(kept.map(({ id }) => id));
});

test('what was asked for and never answered is not called clean', async () => {
  const [reference, candidate] = [await shop(new Map(), '/items'), await shop(new Map())];
  const hurried = short.replace('version: 1', 'version: 1\ndefaults: { timeout: 200ms }');
  const { checks } = await runContract(hurried, { reference: reference.url, candidate: candidate.url });
  expect(checks.find(({ id }) => id === 'contract.cleanup')).toMatchObject({
    verdict: 'failed',
    detail: expect.stringContaining('ref: what “create” made is left over: it was asked for and not answered'),
  });
});

describe('what no step meant to make', () => {
  const refused = `${short}    idempotent: true
    variants:
      - { id: stranger, without: [authorization], effect: none, expect: { status: 401 } }
`;

  test('is taken back where an error case is not refused, as often as it was asked', async () => {
    const [there, here] = [new Map<string, Item>(), new Map<string, Item>()];
    const [reference, candidate] = [await shop(there), await shop(here, undefined, true)];
    const lines: JournalLine[] = [];
    const targets = { reference: reference.url, candidate: candidate.url };
    const { checks } = await runContract(refused, targets, { journal: (line) => lines.push(line) });
    expect(checks.find(({ id }) => id === 'contract.step.create/stranger')?.verdict).toBe('failed');
    const asked = candidate.requests.filter(({ method, headers }) => method === 'POST' && !headers.authorization);
    expect(asked.length - 1).toBeGreaterThan(1);
    expect([...there.keys(), ...here.keys()]).toEqual([]);
    expect(checks.find(({ id }) => id === 'contract.cleanup')).toMatchObject({ verdict: 'passed' });
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    expect(text).toContain('"item":"create/stranger (1)"');
    expect(pendingOf(text)).toEqual([]);
  });

  test('is said where production let it in, which is only read', async () => {
    const there = new Map<string, Item>();
    const [reference, candidate] = [await shop(there, undefined, true), await shop(new Map())];
    const yaml = refused.replace('mode: live-rw', 'mode: live-ro');
    const { checks } = await runContract(yaml, { reference: reference.url, candidate: candidate.url });
    const [id = ''] = there.keys();
    expect(there.size).toBe(1);
    expect(checks.find((one) => one.id === 'contract.cleanup')).toMatchObject({
      verdict: 'failed',
      detail: expect.stringContaining(
        `ref: what “create/stranger (1)” made is left over: DELETE /items/${id}: DELETE would change the reference`,
      ),
    });
    expect(reference.requests.some(({ method }) => method === 'DELETE')).toBe(false);
    expect(there.has(id)).toBe(true);
  });
});

describe('what a flow types in', () => {
  const withFlow = `${short}ui:
  flows:
    - { id: type, actions: [{ open: / }], cleanup: { step: create, mark: "[kc {{run.id}}] typed" } }
`;

  /** A page whose flow makes an item and then breaks off. */
  const pages: Browser = {
    visit: async ({ origin }) => {
      const { token } = (await (await fetch(`${origin}/login`, { method: 'POST' })).json()) as { token: string };
      const headers = { authorization: `Bearer ${token}` };
      await fetch(`${origin}/items`, { method: 'POST', headers, body: JSON.stringify({ title: '[kc run1] typed' }) });
      const failed = { action: 0, message: 'it broke off', text: '' };
      return { browser: 'stand-in', looks: [], problems: [], refused: [], failed };
    },
    compare: () => Promise.reject(new Error('there are no pictures')),
    close: async () => undefined,
  };

  test('is looked for and taken back on every side, however the flow ends', async () => {
    const [there, here] = [new Map<string, Item>(), new Map<string, Item>()];
    const [reference, candidate] = [await shop(there), await shop(here)];
    const { http, close } = httpNode();
    const lines: JournalLine[] = [];
    const site = ({ url }: Served) => ({ api: url, web: url });
    const { checks } = await checkContract({
      contract: contractOf(withFlow),
      targets: { candidate: site(candidate), reference: site(reference) },
      ports: { http, clock: systemClock, browser: pages },
      runId: 'run1',
      journal: (line) => lines.push(line),
    });
    close();
    expect(checks.find(({ id }) => id === 'flow.type')?.verdict).toBe('failed');
    expect(checks.find(({ id }) => id === 'contract.cleanup')).toMatchObject({
      verdict: 'passed',
      detail: 'cleaned 4/4',
    });
    expect([...there.keys(), ...here.keys()]).toEqual([]);
    expect(lines).toContainEqual(
      expect.objectContaining({ kind: 'intent', item: 'flow.type', mark: '[kc run1] typed' }),
    );
  });

  test('is found by its mark when the run was killed, and nothing else is', async () => {
    const now = new Date().toISOString();
    const ours = { id: randomUUID(), title: '[kc run1] typed 1', created_at: now };
    const other = { id: randomUUID(), title: '[kc run2] typed 1', created_at: now };
    const items = new Map([ours, other].map((item) => [item.id, item]));
    const { url } = await shop(items);
    const base = mkdtempSync(join(tmpdir(), 'journal-'));
    mkdirSync(join(base, 'evidence'));
    writeFileSync(join(base, 'contract.yml'), withFlow);
    const intent = { kind: 'intent', lane: 'ref', step: 'create', item: 'flow.type', run: 'run1', api: url };
    const line = JSON.stringify({ ...intent, file: 'contract.yml', mark: '[kc run1] typed' });
    writeFileSync(join(base, 'evidence', 'contract-journal.jsonl'), `${line}\n`);
    const { http, close } = httpNode();
    const ports = { http, clock: systemClock };
    const cleaned = await takeBackLeftovers({ out: base, workspace: base, ports, values: {} });
    close();
    rmSync(base, { recursive: true });
    expect(cleaned).toEqual([expect.objectContaining({ item: 'flow.type', detail: 'taken back and verified' })]);
    expect([...items.keys()]).toEqual([other.id]);
  });

  test.each([
    ['step: create', 'step: login', /flows\[0\]\.cleanup\.step: step “login” has no cleanup with a sweep/],
    ['{{run.id}}] typed', 'typed', /does not name the run, so things of other runs would be taken/],
  ])('cannot be declared wrongly: %s → %s', (was, is, words) => {
    expect(() => contractOf(withFlow.replace(was, is))).toThrow(words);
  });
});
