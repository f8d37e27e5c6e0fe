import { afterEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../src/adapters/clock-system.ts';
import { httpNode } from '../../src/adapters/http-node.ts';
import { type ContractOutcome, checkContract } from '../../src/contract/check-contract.ts';
import { recordContract } from '../../src/contract/record-contract.ts';
import { readSnapshot } from '../../src/contract/snapshot/har.ts';
import { contractOf } from './support/run.ts';
import { json, type Served, serve } from './support/serve.ts';

const open: Served[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const yaml = `version: 1
reference: { min_gap: 15ms }
accounts: { ref: { password: "{{secret.PASSWORD}}" }, cand: { password: another } }
steps:
  - GET /health
  - id: echo
    effect: none
    request: { method: POST, path: /echo, json: { password: "{{account.password}}" } }
  - id: create
    request: { method: POST, path: /tasks, json: {} }
`;

async function app(status = 'healthy'): Promise<Served> {
  const server = await serve((request, response, body) => {
    if (request.url === '/echo')
      return json(response, 422, { input: JSON.parse(body) as unknown, at: new Date().toISOString(), k: 1 });
    json(response, 200, { status });
  });
  open.push(server);
  return server;
}

const ports = (): { readonly http: ReturnType<typeof httpNode>; readonly clock: typeof systemClock } => ({
  http: httpNode(),
  clock: systemClock,
});

async function record(reference: Served): Promise<string> {
  const { http, clock } = ports();
  const input = {
    contract: contractOf(yaml),
    text: yaml,
    reference: { api: reference.url },
    values: { PASSWORD: 'correct horse' },
  };
  const { har, left } = await recordContract({ ...input, ports: { http: http.http, clock } });
  http.close();
  expect(left).toEqual([{ step: 'create', why: expect.stringContaining('only read') }]);
  return JSON.stringify(har);
}

async function replay(har: string, candidate: Served, reference?: string): Promise<ContractOutcome> {
  const { http, clock } = ports();
  const snapshot = readSnapshot(har);
  if (typeof snapshot === 'string') throw new Error(snapshot);
  const targets = {
    candidate: { api: candidate.url },
    ...(reference !== undefined && { reference: { api: reference } }),
  };
  const outcome = await checkContract({
    contract: contractOf(yaml),
    targets,
    snapshot,
    ports: { http: http.http, clock },
  });
  http.close();
  return outcome;
}

describe('a recorded reference', () => {
  test('holds no secret, and was only read', async () => {
    const reference = await app();
    const har = await record(reference);
    expect(har).not.toContain('correct horse');
    expect(reference.requests.filter(({ path }) => path === '/tasks')).toEqual([]);
  });

  test('serves when there is no live one', async () => {
    const { checks } = await replay(await record(await app()), await app());
    expect(checks.map(({ verdict, detail }) => [verdict, detail.includes('against a snapshot')])).toEqual([
      ['passed', true],
      ['passed', true],
      ['passed', false],
    ]);
  });

  test('serves when the live one does not answer, and still finds the difference', async () => {
    const { checks } = await replay(await record(await app()), await app('sick'), 'http://127.0.0.1:1');
    expect(checks[0]).toMatchObject({
      verdict: 'failed',
      differences: [{ where: '$.status', kind: 'value', expected: 'string <"healthy">' }],
    });
    expect(checks[0]?.detail).toContain('ECONNREFUSED');
  });

  test('that is too old proves nothing', async () => {
    const har = (await record(await app())).replace(/"recordedAt":\d+/, '"recordedAt":1');
    const { checks } = await replay(har, await app());
    expect(checks[0]).toMatchObject({ verdict: 'reference-invalid', detail: expect.stringContaining('too old') });
  });
});
