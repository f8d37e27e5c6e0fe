import { expect, test } from '@jest/globals';
import { check, type Difference } from '../../../src/model/check.ts';
import { httpFacts } from '../../../src/pipeline/http-facts.ts';

const place = { file: 'contract.yml', line: 7 };
const curl = "curl -sS -i 'http://api:8000/tasks'";
const differs = (where: string, more: Partial<Difference>): Difference => ({
  ...{ where, kind: 'value', expected: '', actual: '', effect: 'fails' },
  ...more,
});
const step = (...differences: readonly Difference[]) =>
  check({
    ...{ id: 'contract.step.list', title: 'List tasks', verdict: 'failed', reproduce: curl, place, differences },
    detail: `${differences[0]?.kind} at ${differences[0]?.where}\nagainst the live reference (1 answers): 3 exact`,
  });
const failed = (id: string, title: string, detail: string) => check({ id, title, verdict: 'failed', detail });

test.each([
  [
    {
      ...failed(
        'contract.cors.POST /tasks',
        'CORS preflight',
        '✗ http://web:3000 must be let in; allow-origin is missing',
      ),
      reproduce: "curl -sS -i -X OPTIONS http://api:8000/tasks -H 'origin: http://web:3000'",
    },
    { kind: 'cors', origin: 'http://web:3000', url: 'http://api:8000/tasks' },
  ],
  [
    failed('contract.cors.GET /me', 'CORS of /me', '✗ http://web must be let in; allow-origin is "http://localhost"'),
    { kind: 'cors', origin: 'http://web', url: 'CORS of /me', allowed: 'http://localhost' },
  ],
  [
    failed('loads-web', 'GET http://10.0.0.2:30000/', '502, 150 bytes'),
    { kind: 'proxy', url: 'http://10.0.0.2:30000/', status: 502 },
  ],
  [
    failed('health-api', 'GET /health through Service api:80', 'expected 2xx or 3xx, got 503: x'),
    { kind: 'proxy', url: 'GET /health through Service api:80', status: 503 },
  ],
  [
    step(differs('status', { expected: '200', actual: '401' })),
    { kind: 'rejected-token', url: 'http://api:8000/tasks', status: 401 },
  ],
  [
    step(differs('$.version', { kind: 'rule', actual: '"1.9"', note: 'is not "2.0"' })),
    { kind: 'version', url: 'http://api:8000/tasks', expected: '2.0', actual: '1.9', place },
  ],
  [
    step(
      differs('header[x-git-sha]', {
        kind: 'rule',
        expected: '"abc"',
        actual: '"def"',
        note: 'promised by the contract',
      }),
    ),
    { kind: 'version', url: 'http://api:8000/tasks', expected: 'abc', actual: 'def', place },
  ],
  [
    step(differs('$.tasks[0].dueDate', { kind: 'missing', expected: '"x"' })),
    { kind: 'contract', step: 'List tasks', difference: '$.tasks[0].dueDate: missing, expected "x"', place },
  ],
])('case %#: what a failed check says', (given, fact) => expect(httpFacts([given])).toEqual([fact]));

test('another version than that of production is what a deployment is for', () =>
  expect(httpFacts([step(differs('$.version', { expected: '"1.9"', actual: '"2.0"' }))])).toMatchObject([
    { kind: 'contract' },
  ]));

test('what passed, and what is not about HTTP, is no fact', () => {
  expect(
    httpFacts([
      check({ id: 'contract.step.a', title: 'a', verdict: 'weak', detail: '' }),
      failed('ready', 'Deployment api', '0 of 1'),
    ]),
  ).toEqual([]);
});
