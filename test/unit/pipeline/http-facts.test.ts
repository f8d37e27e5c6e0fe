import { expect, test } from '@jest/globals';
import { check } from '../../../src/model/check.ts';
import { httpFacts } from '../../../src/pipeline/http-facts.ts';

const failed = (id: string, title: string, detail: string) => check({ id, title, verdict: 'failed', detail });

test.each([
  [
    failed(
      'contract.step.cors',
      'OPTIONS /tasks',
      "✗  header[access-control-allow-origin]  missing  expected: \"http://web:3000\"\nrequest: curl -X OPTIONS -H 'Origin: http://web:3000' 'http://api:8000/tasks'",
    ),
    { kind: 'cors', origin: 'http://web:3000', url: 'http://api:8000/tasks' },
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
    failed(
      'contract.step.list',
      'GET /tasks',
      "✗  status  value  expected: 200  actual: 401\nrequest: curl 'http://api:8000/tasks'",
    ),
    { kind: 'rejected-token', url: 'http://api:8000/tasks', status: 401 },
  ],
  [
    failed('contract.step.list', 'GET /tasks', '✗  $.tasks[0].dueDate  missing  expected: "x"\nlive: 3 exact'),
    { kind: 'contract', step: 'GET /tasks', difference: '$.tasks[0].dueDate  missing  expected: "x"' },
  ],
])('a failed check says $kind', (given, fact) => expect(httpFacts([given])).toEqual([fact]));

test('what passed, and what is not about HTTP, is no fact', () => {
  expect(
    httpFacts([
      check({ id: 'contract.step.a', title: 'a', verdict: 'weak', detail: '' }),
      failed('ready', 'Deployment api', '0 of 1'),
    ]),
  ).toEqual([]);
});
