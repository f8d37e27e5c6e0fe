import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, expect, jest, test } from '@jest/globals';
import { systemClock } from '../../src/adapters/clock-system.ts';
import { httpNode } from '../../src/adapters/http-node.ts';
import { takeBackLeftovers } from '../../src/contract/leftovers.ts';
import { runContract } from './support/run.ts';
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

/** Items behind a login; `hang` never answers a request to the path. */
async function shop(items: Map<string, Item>, hang?: string): Promise<Served> {
  const token = randomUUID();
  const server = await serve((request, response, body) => {
    const path = request.url ?? '';
    if (path === hang) return;
    if (path === '/login') return json(response, 200, { token });
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
  const short = contract.slice(0, contract.indexOf('  - { id: slow'));
  const { checks } = await runContract(short, { reference: reference.url, candidate: candidate.url });
  expect(checks.find(({ id }) => id === 'contract.sweep')).toMatchObject({ verdict: 'passed', detail: 'cleaned 1/1' });
  expect([...items.keys()]).toEqual(kept.map(({ id }) => id));
});

test('what was asked for and never answered is not called clean', async () => {
  const [reference, candidate] = [await shop(new Map(), '/items'), await shop(new Map())];
  const short = contract
    .slice(0, contract.indexOf('  - { id: slow'))
    .replace('version: 1', 'version: 1\ndefaults: { timeout: 200ms }');
  const { checks } = await runContract(short, { reference: reference.url, candidate: candidate.url });
  expect(checks.find(({ id }) => id === 'contract.cleanup')).toMatchObject({
    verdict: 'failed',
    detail: expect.stringContaining('ref: what “create” made is left over: it was asked for and not answered'),
  });
});
