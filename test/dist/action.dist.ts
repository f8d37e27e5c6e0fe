import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { outputSpecs } from '../../src/action/outputs.ts';
import { type App, startApp } from './machine/app.ts';
import { startArtifactService } from './machine/artifact-service.ts';
import { type Ended, reportOf, runPost, startMain } from './machine/job.ts';
import { type Machine, makeMachine } from './machine/machine.ts';

jest.setTimeout(120_000);

let app: App;
let machine: Machine;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());
beforeEach(() => {
  machine = makeMachine();
  machine.serves(app.port);
});
afterEach(() => machine.remove());

const main = (inputs: Record<string, string> = {}, env: Record<string, string> = {}): Promise<Ended> =>
  startMain(machine, { inputs, env: { REFERENCE: app.url, ...env } }).ended;

const outOf = ({ outputs }: Ended): string => outputs['report-path'] ?? '';

test('a green run: verdict, outputs, summary, artifact, and nothing left', async () => {
  const service = await startArtifactService();
  const ended = await main({}, service.env);
  await service.close();
  expect(ended.code).toBe(0);
  expect(Object.keys(ended.outputs).sort()).toEqual(Object.keys(outputSpecs).sort());
  expect(ended.outputs).toMatchObject({
    verdict: 'passed',
    'report-path': join(machine.temp, 'taskflow-k8s-report'),
    'artifact-id': '4711',
    'artifact-url': 'https://github.com/org/shop/actions/runs/77/artifacts/4711',
    'page-url': 'https://github.com/org/shop/actions/runs/77/artifacts/4711',
    rollback: 'none',
    'cluster-ip': '127.0.0.1',
    'frontend-url': `http://127.0.0.1:${app.port}`,
    'backend-url': 'http://backend:8000',
    namespace: 'shop',
    'failed-checkpoint': '',
    'root-cause': '',
  });
  expect(ended.outputs.kubeconfig).toMatch(/\/kubeconfig$/);
  expect(JSON.parse(ended.outputs.timings ?? '')).toMatchObject({ cluster: expect.any(Number) });
  expect(service.finalized.map(({ name }) => name).sort()).toEqual([
    'report-of-taskflow-deploy-a1.html',
    'taskflow-deploy-a1',
  ]);
  expect(service.zips.get('report-of-taskflow-deploy-a1.html')?.toString()).toBe(
    readFileSync(join(outOf(ended), 'index.html'), 'utf8'),
  );
  expect(ended.summary).toContain('[Open the report](https://github.com/org/shop/actions/runs/77/artifacts/4711)');
  expect(ended.summary).toContain('shop passed');
  expect(reportOf(machine).checkpoints.map(({ id, verdict }) => [id, verdict])).toEqual([
    ['pre-deploy', 'passed'],
    ['backend-deployed', 'passed'],
    ['backend-api', 'passed'],
    ['frontend-deployed', 'passed'],
    ['integration', 'passed'],
    ['end-to-end', 'passed'],
  ]);
  expect(machine.left()).toEqual([]);
});

test('the report folder has everything, and no secret is in it, in the log, the outputs or the state', async () => {
  const ended = await main();
  const out = outOf(ended);
  for (const file of ['report.json', 'junit.xml', 'index.html', 'summary.md', 'events.jsonl', 'evidence/index.json'])
    expect([file, existsSync(join(out, file))]).toEqual([file, true]);
  const texts = readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  const said = [...texts, ended.summary, JSON.stringify(ended.outputs), JSON.stringify(ended.state)].join('\n');
  expect(said).not.toContain('hunter2');
  // The one place where the runner itself must hear it.
  expect(ended.log.split('\n').filter((line) => line.includes('hunter2') && !line.startsWith('::add-mask::'))).toEqual(
    [],
  );
});

test('main uploads, and post then has nothing to do', async () => {
  const service = await startArtifactService();
  const ended = await main({}, service.env);
  const post = await runPost(machine, ended, { env: service.env });
  await service.close();
  expect(post).toMatchObject({ code: 0, log: '', outputs: {} });
  expect(service.finalized).toHaveLength(2);
});

test('post uploads what main could not', async () => {
  const broken = await startArtifactService({ trouble: 'forbidden' });
  const ended = await main({}, broken.env);
  await broken.close();
  expect(ended.code).toBe(0);
  expect(ended.outputs).toMatchObject({ verdict: 'passed', 'artifact-id': '', 'artifact-url': '' });
  expect(ended.log).toMatch(/The report could not be uploaded \([^\n]+\); it is in /);
  const service = await startArtifactService();
  await runPost(machine, ended, { env: service.env });
  await service.close();
  expect(service.finalized).toHaveLength(2);
});

test('without an artifact service the report stays on the runner, and the log says where', async () => {
  const ended = await main();
  expect(ended.log).toContain(`No artifact service here; the report is in ${machine.temp}`);
});

test('a cluster that is kept is still there after post, and its kubeconfig is the output', async () => {
  const ended = await main({ keep: 'true' });
  const post = await runPost(machine, ended);
  expect([ended.code, post.code]).toEqual([0, 0]);
  expect(existsSync(ended.outputs.kubeconfig ?? '')).toBe(true);
  expect(machine.left()).toContainEqual(expect.stringMatching(/^containers\/tf-shop-/));
});

test('a cluster that main could not delete is deleted by post', async () => {
  machine.fault(`case "$tool $1" in "minikube delete") [ -e "$WORLD/once" ] || { touch "$WORLD/once"; exit 80; } ;; esac
case "$tool $2" in "docker rm") [ -e "$WORLD/twice" ] || { touch "$WORLD/twice"; echo 'device is busy' >&2; exit 1; } ;; esac`);
  const ended = await main();
  expect(ended).toMatchObject({ code: 0, outputs: { verdict: 'passed' } });
  expect(ended.log).toContain('clean-up: cluster: ');
  expect(machine.left()).not.toEqual([]);
  expect((await runPost(machine, ended)).code).toBe(0);
  expect(machine.left()).toEqual([]);
});

test('a configuration that is wrong stands at its line, nothing is created, and post has nothing to do', async () => {
  machine.write('pipeline.yml', 'version: 1\nnmae: shop\nreleases:\n  shop: { chart: chart }\n');
  const ended = await main();
  expect(ended.code).toBe(2);
  expect(ended.log).toContain(
    '::error file=pipeline.yml,line=2,col=1,title=Configuration::pipeline.yml:2:1: nmae: unknown key; did you mean "name"?',
  );
  expect(machine.calls('minikube')).toEqual([]);
  expect(await runPost(machine, ended)).toMatchObject({ code: 0, log: '' });
});

test('a secret that is missing is said by name before anything is created', async () => {
  const ended = await main({}, { DATABASE_URL: '' });
  expect(ended.code).toBe(2);
  expect(ended.log).toMatch(/DATABASE_URL is empty/);
  expect(machine.calls('minikube')).toEqual([]);
});

test('inputs alone deploy: images and secrets reach the chart by its own values', async () => {
  rmSync(join(machine.workspace, 'pipeline.yml'));
  machine.write(
    'chart/values.yaml',
    'backend: { image: backend }\nfrontend: { image: frontend }\nexistingSecret: ""\n',
  );
  const ended = await main({
    name: 'shop',
    chart: 'chart',
    images: 'backend=backend/Dockerfile@backend\nfrontend=frontend/Dockerfile@frontend',
    secrets: 'DATABASE_URL=postgres://shop:hunter2-is-secret@db/shop',
  });
  expect(ended).toMatchObject({ code: 0, outputs: { verdict: 'passed', namespace: 'shop' } });
  const values = machine.values();
  expect(values).toMatch(/backend:\n {2}image: backend:sha256-\w+\n/);
  expect(values).toMatch(/existingSecret: shop-\w{10}\n/);
  expect(machine.left()).toEqual([]);
});
