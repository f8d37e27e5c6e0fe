import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { runContract } from './support/run.ts';
import { json, type Served, serve } from './support/serve.ts';

const open: Served[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

/** A small application; `change` alters one answer, which makes it the candidate with a fault. */
async function app(
  change: (path: string, value: Record<string, unknown>) => unknown = (_, value) => value,
): Promise<Served> {
  const tasks = new Map<string, Record<string, unknown>>();
  const server = await serve((request, response, body) => {
    const path = request.url ?? '';
    const id = /^\/tasks\/(.+)$/.exec(path)?.[1];
    if (path === '/health') return json(response, 200, change(path, { status: 'healthy' }));
    if (path === '/time') return json(response, 200, change(path, { service: 'x', now: new Date().toISOString() }));
    if (path === '/tasks' && request.method === 'POST') {
      const task = { id: randomUUID(), title: JSON.parse(body).title as string, due: null, priority: 2 };
      tasks.set(task.id, task);
      return json(response, 201, change(path, task));
    }
    const task = id === undefined ? undefined : tasks.get(id);
    if (!task) return json(response, 404, { detail: 'Not Found' });
    if (request.method !== 'DELETE') return json(response, 200, change('/tasks/{id}', task));
    tasks.delete(id ?? '');
    response.writeHead(204).end();
  });
  open.push(server);
  return server;
}

const flow = `version: 1
reference: { mode: live-rw, min_gap: 15ms }
steps:
  - GET /health
  - GET /time
  - id: create
    request: { method: POST, path: /tasks, json: { title: "[{{run.id}}] {{lane}}" } }
    capture: { id: "$.id" }
    cleanup:
      { method: DELETE, path: "/tasks/{{create.id}}", verify: { method: GET, path: "/tasks/{{create.id}}", expect: 404 } }
  - id: read
    needs: [create]
    request: { method: GET, path: "/tasks/{{create.id}}" }
`;

const verdicts = async (yaml: string, reference: Served, candidate: Served): Promise<Record<string, string>> => {
  const { checks } = await runContract(yaml, { reference: reference.url, candidate: candidate.url });
  return Object.fromEntries(checks.map(({ id, verdict }) => [id.replace('contract.step.', ''), verdict]));
};

describe('two servers', () => {
  test('with the same behaviour agree, and what was made is gone on both', async () => {
    const [reference, candidate] = [await app(), await app()];
    const outcome = await runContract(flow, { reference: reference.url, candidate: candidate.url });
    expect(outcome.checks.filter(({ verdict }) => verdict !== 'passed')).toEqual([]);
    expect(outcome.cleaned.map(({ lane, detail }) => [lane, detail])).toEqual(
      ['ref2', 'cand', 'ref'].map((lane) => [lane, 'taken back and verified']),
    );
  });

  test.each([
    [
      'a number became a text',
      '/tasks/{id}',
      (value: Record<string, unknown>) => ({ ...value, priority: '2' }),
      'read',
    ],
    ['a null is gone', '/tasks/{id}', ({ due: _, ...rest }: Record<string, unknown>) => rest, 'read'],
    ['a key is new', '/health', (value: Record<string, unknown>) => ({ ...value, uptime: 1 }), 'GET /health'],
    [
      'a time lost its zone',
      '/time',
      (value: Record<string, unknown>) => ({ ...value, now: '2026-11-21T01:02:03.456' }),
      'GET /time',
    ],
    [
      'another entity came back',
      '/tasks/{id}',
      (value: Record<string, unknown>) => ({ ...value, id: randomUUID() }),
      'read',
    ],
  ])('are told apart when %s', async (_, where, change, step) => {
    const candidate = await app((path, value) => (path === where ? change(value) : value));
    expect(await verdicts(flow, await app(), candidate)).toMatchObject({ [step]: 'failed' });
  });

  test('what a step captured may stand in what a later one promises', async () => {
    const promised = (read: string): string => `${flow}    expect: ${read}\n`;
    const good = '{ body: { "$.id": "{{create.id}}", "$.priority": 2 }, contains: "{{create.id}}" }';
    expect((await verdicts(promised(good), await app(), await app())).read).toBe('passed');
    const wrong = promised('{ body: { "$.title": "{{create.id}}" } }').replace('mode: live-rw', 'mode: "off"');
    const { checks } = await runContract(wrong, { candidate: (await app()).url });
    const read = checks.find(({ id }) => id === 'contract.step.read');
    expect(read?.verdict).toBe('failed');
    expect(read?.differences?.[0]?.note).toMatch(/^is not "\{\{create\.id\}\}", which is "[0-9a-f-]{36}"$/);
    const unknown = promised('{ body: { "$.title": "{{create.name}}" } }').replace('mode: live-rw', 'mode: "off"');
    const said = await runContract(unknown, { candidate: (await app()).url });
    expect(JSON.stringify(said.checks)).toContain('cannot be compared: {{create.name}} is not known here');
  });

  test('a difference that comes and goes is flaky', async () => {
    let calls = 0;
    const candidate = await app((path, value) =>
      path === '/health' && calls++ % 2 === 0 ? { status: 'sick' } : value,
    );
    expect(await verdicts('[GET /health]', await app(), candidate)).toEqual({ 'GET /health': 'flaky' });
  });

  test('a reference that disagrees with itself about its shape is inconclusive', async () => {
    let calls = 0;
    const reference = await app((_, value) => (calls++ % 2 === 0 ? value : { ...value, extra: 1 }));
    expect(await verdicts('[GET /health]', reference, await app())).toEqual({ 'GET /health': 'inconclusive' });
  });

  test('a value that only the reference varies is weak', async () => {
    const candidate = await app((path, value) =>
      path === '/time' ? { ...value, now: '2026-11-21T01:02:03.456Z' } : value,
    );
    expect(await verdicts('[GET /time]', await app(), candidate)).toEqual({ 'GET /time': 'weak' });
  });

  test('a reference that fails itself is no measure, even when both fail alike', async () => {
    const broken = (): Promise<Served> =>
      serve((_, response) => json(response, 500, { detail: 'Internal Server Error' }));
    const [reference, candidate] = [await broken(), await broken()];
    open.push(reference, candidate);
    expect(await verdicts('[GET /health]', reference, candidate)).toEqual({
      'GET /health': 'reference-invalid',
      'contract.vacuous': 'failed',
    });
  });

  test('a reference that is only read gets no write, whatever the contract says', async () => {
    const [reference, candidate] = [await app(), await app()];
    const readOnly = flow.replace('live-rw', 'live-ro');
    const outcome = await runContract(readOnly, { reference: reference.url, candidate: candidate.url });
    expect(reference.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(outcome.checks.find(({ id }) => id.endsWith('create'))?.detail).toContain(
      'it writes, and the reference is only read',
    );
  });

  test('a step is skipped when what it needs did not succeed, and the rest goes on', async () => {
    const candidate = await serve((request, response) =>
      request.url === '/health'
        ? json(response, 200, { status: 'healthy' })
        : json(response, 404, { detail: 'Not Found' }),
    );
    open.push(candidate);
    expect(await verdicts(flow, await app(), candidate)).toMatchObject({
      'GET /health': 'passed',
      create: 'failed',
      read: 'skipped',
    });
  });
});
