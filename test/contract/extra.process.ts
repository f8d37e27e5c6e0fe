import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { systemClock } from '../../src/adapters/clock-system.ts';
import { checkContract } from '../../src/contract/check-contract.ts';
import type { CheckResult } from '../../src/model/check.ts';
import type { Http } from '../../src/ports/http.ts';
import { contractOf, runContract } from './support/run.ts';
import { type Handler, json, type Served, serve } from './support/serve.ts';

jest.setTimeout(60_000);
const open: Served[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function server(handler: Handler): Promise<Served> {
  const one = await serve(handler);
  open.push(one);
  return one;
}

const pages = 'http://pages.example';

describe('CORS by raw preflights', () => {
  type Allow = Readonly<Record<string, string>>;
  const right = (origin: string): Allow =>
    origin === pages
      ? { origin: pages, methods: 'GET, PUT', headers: 'authorization, content-type', credentials: 'true' }
      : {};

  const api = (allow: (origin: string) => Allow): Promise<Served> =>
    server((request, response) => {
      const headers = Object.entries(allow(request.headers.origin ?? '')).map(([name, value]) => [
        `access-control-allow-${name}`,
        value,
      ]);
      if (request.method !== 'OPTIONS') return json(response, 200, { ok: true });
      response.writeHead(headers.length > 0 ? 200 : 400, { ...Object.fromEntries(headers), vary: 'Origin' }).end();
    });

  const contract = `version: 1
steps:
  - GET /simple
  - id: put
    effect: none
    request: { method: PUT, path: /x, headers: { authorization: Bearer x }, json: {} }
cors: { origins: { allowed: "{{target.web}}", denied: ["https://evil.example", "null"] }, credentials: true }
`;
  const corsOf = async (candidate: Served, reference?: Served): Promise<readonly CheckResult[]> => {
    const targets = { candidate: candidate.url, web: pages, ...(reference && { reference: reference.url }) };
    return (await runContract(contract, targets)).checks.filter(({ id }) => id.startsWith('contract.cors'));
  };

  test('asks once per route that a browser would ask for, and each answer is right', async () => {
    const candidate = await api(right);
    const checks = await corsOf(candidate);
    expect(checks.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual(['contract.cors.PUT /x passed']);
    const asked = candidate.requests.filter(({ method }) => method === 'OPTIONS');
    expect(asked.map(({ headers }) => headers.origin)).toEqual([pages, 'https://evil.example', 'null']);
    expect(asked[0]?.headers['access-control-request-headers']).toBe('authorization,content-type');
  });

  test.each([
    ['the page is kept out', () => ({}), /http:\/\/pages.example must be let in/],
    [
      'everybody is let in',
      (origin: string) => ({ ...right(pages), origin }),
      /https:\/\/evil.example must be kept out/,
    ],
    [
      'a star meets credentials',
      () => ({ ...right(pages), origin: '*' }),
      /must be let in; allow-origin is string <"\*">/,
    ],
    [
      'a method is missing',
      (origin: string) => ({ ...right(origin), ...(origin === pages && { methods: 'GET' }) }),
      /allow-methods lacks PUT/,
    ],
    [
      'a header is missing',
      (origin: string) => ({ ...right(origin), ...(origin === pages && { headers: 'content-type' }) }),
      /allow-headers lacks authorization/,
    ],
    [
      'credentials are not allowed',
      (origin: string) => ({ ...right(origin), ...(origin === pages && { credentials: 'false' }) }),
      /allow-credentials is not “true”/,
    ],
  ] as const)('names it when %s', async (_, allow, words) => {
    const [check] = await corsOf(await api(allow as (origin: string) => Allow));
    expect(check).toMatchObject({ verdict: 'failed', detail: expect.stringMatching(words) });
  });

  test('what production answers to the same question is the measure', async () => {
    const more = (origin: string): Allow => (origin === pages ? { ...right(origin), methods: 'GET, PUT, DELETE' } : {});
    const [check] = await corsOf(await api(right), await api(more));
    expect(check?.detail).toContain('access-control-allow-methods  expected: GET, PUT, DELETE  actual: GET, PUT');
  });
});

describe('latency', () => {
  const contract = `version: 1
steps: [{ id: fast, request: GET /fast, latency: { p95: 60ms } }]
`;
  /** A wire with exact times: the machine's own haste must not decide. */
  const slowAt = async (slow: (call: number) => boolean): Promise<CheckResult | undefined> => {
    let call = 0;
    const http: Http = async () => {
      const totalMs = slow(call++) ? 90 : 5;
      const content = Buffer.from('{}');
      const timings = { firstByteMs: totalMs, totalMs };
      const headers = [['content-type', 'application/json']] as const;
      return {
        ok: true,
        response: { status: 200, reason: '', version: '1.1', headers, body: content, content, ...timings },
      };
    };
    const targets = { candidate: { api: 'http://candidate.example' } };
    const { checks } = await checkContract({
      contract: contractOf(contract),
      targets,
      ports: { http, clock: systemClock },
    });
    return checks.find(({ id }) => id === 'contract.latency.fast');
  };
  /** The step itself and three calls to warm up come before the first that counts. */
  const counted = 4;

  test.each([
    ['59 samples prove it when none is above', () => false, 59],
    ['one above needs 93', (call: number) => call === counted + 5, 93],
    ['two above need 124', (call: number) => [counted + 5, counted + 70].includes(call), 124],
  ] as const)('%s', async (_, slow, samples) => {
    const check = await slowAt(slow);
    expect(check).toMatchObject({ verdict: 'passed', measured: { limit: 60, unit: 'ms' } });
    expect(check?.detail).toContain(`${samples} samples`);
  });

  test('a tenth above is not proved, however often it is asked', async () => {
    const check = await slowAt((call) => call % 10 === 0);
    expect(check).toMatchObject({ verdict: 'failed', detail: expect.stringMatching(/^✗ not proved: median/) });
  });
});

describe('routes: documentation, contract and production', () => {
  const api = (paths: object, answers: Readonly<Record<string, number>>): Promise<Served> =>
    server((request, response) => {
      const path = request.url ?? '';
      if (path === '/openapi.json') return json(response, 200, { openapi: '3.1.0', paths });
      json(response, answers[`${request.method} ${path}`] ?? 404, {});
    });
  const get = { get: {} };
  const routesOf = async (candidate: Served, reference?: Served): Promise<CheckResult | undefined> => {
    const contract =
      'version: 1\nsteps: [GET /a, GET /b/1, { request: GET /c, expect: { status: [200, 404, 405] } }]\nroutes: {}\n';
    const targets = { candidate: candidate.url, ...(reference && { reference: reference.url }) };
    const { checks } = await runContract(contract, targets);
    return checks.find(({ id }) => id === 'contract.routes');
  };
  const all = { 'GET /a': 200, 'GET /b/1': 200, 'GET /c': 200 };

  test('documented, implemented and called: green, with names of parameters and last slashes aside', async () => {
    const candidate = await api({ '/a': get, '/b/{item_id}': get, '/c/': get }, all);
    expect(await routesOf(candidate)).toMatchObject({
      verdict: 'passed',
      detail: expect.stringMatching(/^3 documented, 3 called, 3 the same everywhere\nGET \/a: 200\n/),
    });
  });

  test.each([
    ['there, not documented', { '/a': get, '/b/{id}': get }, all, '✗ there, not documented: GET /c'],
    [
      'documented, not implemented',
      { '/a': get, '/b/{id}': get, '/c': get },
      { ...all, 'GET /c': 405 },
      '✗ documented, not implemented: GET /c',
    ],
  ] as const)('%s', async (_, paths, answers, words) => {
    expect(await routesOf(await api(paths, answers))).toMatchObject({
      verdict: 'failed',
      detail: expect.stringContaining(words),
    });
  });

  test('documented, not called: said, and not held against anybody', async () => {
    const candidate = await api({ '/a': get, '/b/{id}': get, '/c': get, '/d': get }, all);
    const check = await routesOf(candidate);
    expect(check).toMatchObject({
      verdict: 'passed',
      detail: expect.stringContaining('called by no step: GET /d'),
    });
  });

  test('in production and gone here, or new here', async () => {
    const candidate = await api({ '/a': get, '/b/{id}': get, '/c': get, '/new': get }, all);
    const production = await api({ '/a': get, '/b/{name}': get, '/c': get, '/old': get }, all);
    const check = await routesOf(candidate, production);
    expect(check?.verdict).toBe('failed');
    expect(check?.detail).toContain('✗ in production, not here: GET /old');
    expect(check?.detail).toContain('✗ here, not in production: GET /new');
  });
});
