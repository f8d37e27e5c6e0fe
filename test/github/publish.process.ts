import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { httpNode } from '../../src/adapters/http-node.ts';
import type { ApiPorts } from '../../src/github/api.ts';
import { publishReport } from '../../src/github/publish.ts';
import type { GitHubTarget } from '../../src/github/target.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { recordedRun } from '../support/runs.ts';
import { type GitHub, type Refusal, startGitHub } from './stand-in.ts';

const token = 'ghs_stand-in';
const client = httpNode();
let github: GitHub;
let clock = fakeClock();
const ports = (): ApiPorts => ({ http: client.http, clock, signal: new AbortController().signal });
const target = (more: Partial<GitHubTarget> = {}): GitHubTarget => ({
  api: github.url,
  repository: 'org/shop',
  sha: '1'.repeat(40),
  pullRequest: 7,
  fork: false,
  runUrl: 'https://github.com/org/shop/actions/runs/1',
  job: 'PR check/pipeline',
  ...more,
});
const report = recordedRun('missing-secret-key').report;
const publish = (input: Partial<Parameters<typeof publishReport>[1]> = {}) =>
  publishReport(report, { target: target(), token, matrix: '', ...input }, ports());
const paths = (): readonly string[] => github.written.map(({ method, path }) => `${method} ${path}`);

beforeAll(async () => {
  github = await startGitHub(token);
});
beforeEach(() => {
  github.written.length = 0;
  github.comments.length = 0;
  github.refuse = () => undefined;
  clock = fakeClock(1_000_000);
});
afterAll(async () => {
  client.close();
  await github.close();
});

test('a comment, a check for each checkpoint and a deployment, in bodies that GitHub takes', async () => {
  expect(await publish({ environment: 'preview', artifactUrl: 'https://github.com/a/1' })).toEqual([]);
  expect(github.comments).toHaveLength(1);
  expect(github.comments[0]?.body).toContain('ANTHROPIC_API_KEY');
  expect(github.comments[0]?.body).toContain('[Whole report](https://github.com/a/1)');
  const checks = github.written.filter(({ path }) => path === 'check-runs').map(({ body }) => body);
  expect(checks.map(({ name, conclusion }) => [name, conclusion])).toEqual(
    report.checkpoints.map(({ title, verdict, checks: made }) => [
      `${report.name} / ${title}`,
      made.length === 0 ? 'cancelled' : verdict === 'passed' ? 'success' : 'failure',
    ]),
  );
  expect(github.written.at(-1)).toMatchObject({ body: { state: 'failure', log_url: target().runUrl } });
});

test('the second run writes into the comment of the first, among hundreds of others', async () => {
  for (let id = 1; id <= 150; id += 1) github.comments.push({ id, body: 'nice' });
  await publish();
  await publish();
  expect(github.comments).toHaveLength(151);
  expect(paths()).toContain('PATCH issues/comments/9150');
  await publish({ target: target({ job: 'PR check/another' }) });
  expect(github.comments).toHaveLength(152);
});

test('groups of the contract get checks of their own, and nothing that was not judged is green', async () => {
  const checkpoint = report.checkpoints[0];
  if (!checkpoint) throw new Error('a recorded run has checkpoints');
  const one = (id: string, verdict: 'passed' | 'failed' | 'inconclusive') => ({
    ...{ id, title: id, verdict, detail: '', evidence: [] },
  });
  const checks = [
    one('contract.step.a', 'passed'),
    one('contract.step.b', 'failed'),
    one('contract.cors.c', 'passed'),
    one('contract.latency.d', 'inconclusive'),
  ];
  const some = { ...report, checkpoints: [{ ...checkpoint, checks }] };
  await publishReport(some, { target: target(), token, matrix: 'kind-4' }, ports());
  const said = github.written.filter(({ path }) => path === 'check-runs').map(({ body }) => body);
  expect(said.slice(1).map(({ name, conclusion }) => [name, conclusion])).toEqual([
    [`${report.name} kind-4 / Contract: requests`, 'failure'],
    [`${report.name} kind-4 / Contract: CORS`, 'success'],
    [`${report.name} kind-4 / Contract: latency`, 'cancelled'],
  ]);
});

test('a token that may not write checks writes commit statuses', async () => {
  github.refuse = ({ path }) =>
    path === 'check-runs' ? { status: 403, message: 'Resource not accessible' } : undefined;
  expect(await publish()).toEqual([]);
  const states = github.written.filter(({ path }) => path.startsWith('statuses/')).map(({ body }) => body.state);
  expect(states).toHaveLength(report.checkpoints.length);
  expect(states).toContain('failure');
  expect(states).toContain('pending');
});

test('a fork’s token may write nothing: each thing is said once, with the reason', async () => {
  github.refuse = ({ method }) =>
    method === 'GET' ? undefined : { status: 403, message: 'Resource not accessible by integration' };
  expect(await publish({ target: target({ fork: true }), environment: 'preview' })).toEqual(
    ['The comment was', 'Checks were', 'The deployment was'].map(
      (what) =>
        `${what} left out: 403 Resource not accessible by integration. A pull request from a fork gets a token that can only read; the job summary says the same.`,
    ),
  );
});

test.each<[string, Refusal, number]>([
  ['retry-after', { status: 429, headers: { 'retry-after': '20' } }, 20_000],
  ['a used-up limit', { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1030' } }, 31_000],
])('%s is waited for', async (_, refusal, pause) => {
  let left = 1;
  github.refuse = () => (left-- > 0 ? refusal : undefined);
  expect(await publish()).toEqual([]);
  expect(clock.slept).toEqual([pause]);
});

test('a limit that lasts longer than a job can wait is said, not waited for', async () => {
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '4000' };
  github.refuse = () => ({ status: 403, headers });
  const [problem] = await publish();
  expect(problem).toBe('The comment was left out: the rate limit of the API is used up for another 3001 s.');
  expect(clock.slept).toEqual([]);
});

test('a server in trouble is asked again for what can be repeated, and a write is never made twice', async () => {
  github.refuse = () => ({ status: 502, message: 'Bad Gateway' });
  const [comment, checks] = await publish();
  expect(comment).toBe('The comment was left out: 502 Bad Gateway.');
  expect(checks).toBe('Checks were left out: 502 Bad Gateway.');
  expect(clock.slept).toEqual([1000, 3000]);
});

test('nobody there, a wrong token, no pull request', async () => {
  const [gone] = await publish({ target: target({ api: 'http://127.0.0.1:9' }) });
  expect(gone).toMatch(/^The comment was left out: connect: /);
  expect(await publish({ token: 'wrong' })).toEqual([
    expect.stringContaining('401 Bad credentials. Give the job the permission'),
    expect.stringContaining('401 Bad credentials. Give the job the permission'),
  ]);
  const { pullRequest: _, ...push } = target();
  expect(await publish({ target: push })).toEqual([]);
  expect(github.comments).toEqual([]);
});
