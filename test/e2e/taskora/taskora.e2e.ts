import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { controllerImage, controllerManifest, getAs } from '../clusters/ingress.ts';
import { until } from '../clusters/shell.ts';
import { refuses, signUp, type User } from '../support/app.ts';
import { askFromPod, checkIn, median, memory, notebook, pods, podTimes } from '../support/measure.ts';
import { enforcePolicies, expectWays, stranger } from '../support/policies.ts';
import { loadImage, type System, startSystem } from '../support/system.ts';
import { walk } from '../support/walk.ts';

/** Taskora on a real Minikube node, its database included: by the built command line, then by plain Helm. */
const minutes = 60_000;
const { note, print } = notebook();
const password = 'e2e0123456789abcdef';
let taskora: System;
let web: string;
let user: User;

beforeAll(async () => {
  taskora = await startSystem('taskora', () => ({
    POSTGRES_PASSWORD: password,
    DATABASE_URL: `postgresql://taskora:${password}@taskora-database:5432/taskora`,
  }));
  web = `http://${taskora.node}:30301`;
}, 5 * minutes);

afterAll(async () => {
  print();
  await taskora?.stop();
}, 4 * minutes);

test(
  'from nothing to green checkpoints, the whole stack within 10 minutes',
  async () => {
    const { report } = await taskora.deploy();
    expect(report.checkpoints.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      'pre-deploy passed',
      'backend-deployed passed',
      'backend-api passed',
      'frontend-deployed passed',
      'integration passed',
      'end-to-end passed',
    ]);
    expect(report.contract).toMatchObject({ failed: 0, other: 0 });
    for (const image of ['frontend', 'backend', 'database'])
      for (const about of ['size', 'build-time', 'user', 'health', 'secrets']) {
        const check = checkIn(report, `image-${image}-${about}`);
        expect(check).toMatchObject({ verdict: 'passed' });
        note(check.title, check.detail);
      }
    note('whole stack, the cluster included', `${(report.durationMs / 1000).toFixed(0)} s`);
    expect(report.durationMs).toBeLessThan(10 * minutes);
  },
  15 * minutes,
);

test('two frontends, three backends and one database; reachable within a minute of the last pod being ready', async () => {
  const names = (await pods(taskora)).map(({ metadata }) => metadata.name.split('-')[1]).sort();
  expect(names).toEqual(['backend', 'backend', 'backend', 'database', 'frontend', 'frontend']);
  for (const { name, running, ready } of await podTimes(taskora))
    note(`pod ${name}`, `running after ${running} s, ready after ${ready} s`);
  expect((await fetch(web)).status).toBe(200);
  expect(await taskora.helm(['status', 'taskora'])).toContain('STATUS: deployed');
});

test('no pod was ended for its memory, and none is root', async () => {
  const terminated = (await pods(taskora)).flatMap(({ status }) =>
    status.containerStatuses.map(({ lastState }) => lastState.terminated?.reason),
  );
  expect(terminated).not.toContain('OOMKilled');
  note('memory of the six pods', `${(await memory(taskora, 'taskora')).toFixed(0)} MiB`);
  for (const [workload, uid] of [
    ['deploy/taskora-backend', 1001],
    ['deploy/taskora-frontend', 1001],
    ['statefulset/taskora-database', 999],
  ] as const)
    expect(Number(await taskora.kubectl(['exec', workload, '--', 'id', '-u']))).toBe(uid);
});

test('status and resources: an assistant where there is one, the plain commands in any case', async () => {
  note('kubectl-ai, asked for pod status', await taskora.ask('kubectl-ai', 'show me pod status in namespace taskora'));
  const rows = (await taskora.kubectl(['get', 'pods', '--no-headers'])).trim().split('\n');
  expect(rows.filter((row) => / 1\/1 +Running /.test(row))).toHaveLength(6);
});

test('backend and database are not reachable from outside', async () => {
  for (const service of ['taskora-backend', 'taskora-database'])
    expect(await taskora.kubectl(['get', 'service', service, '-o', 'jsonpath={.spec.type}'])).toBe('ClusterIP');
  for (const port of [8000, 5432]) expect(await refuses(`http://${taskora.node}:${port}/health`)).toBe(true);
  const { status, ms } = await askFromPod(taskora, 'deploy/taskora-frontend', 'http://taskora-backend:8000/health');
  note('backend’s health from the frontend’s pod', `median ${median(ms.slice(1)).toFixed(1)} ms`);
  expect(status).toBe(200);
});

test(
  'the ingress leads to the pages and, through them, to the API',
  async () => {
    await loadImage(controllerImage, taskora.cluster);
    await taskora.wide(['apply', '-f', controllerManifest]);
    await taskora.wide(['rollout', 'status', 'daemonset/ingress', '--namespace=ingress', '--timeout=90s']);
    const page = await until(60, () => getAs('taskora.local', taskora.node));
    expect(page).toContain('Taskora');
  },
  3 * minutes,
);

test('the schema was migrated by the release’s job', async () => {
  const current = await taskora.kubectl(['exec', 'deploy/taskora-backend', '--', 'alembic', 'current']);
  expect(current).toContain('(head)');
});

test(
  'a person signs up, works with tasks and chats; nothing goes wrong in the browser',
  async () => {
    expect(await walk({ web, name: 'taskora' })).toEqual([]);
  },
  3 * minutes,
);

test(
  'tasks and chat work, and outlive all pods, the database’s too',
  async () => {
    user = await signUp(`${web}/api/v1`);
    await user.add('buy milk');
    expect(await (await user.chat('Add a task to water the plants')).text()).toContain('plants');
    await taskora.kubectl(['delete', 'pod', '--selector=app.kubernetes.io/instance=taskora', '--wait']);
    await settled();
    expect(await until(60, () => user.titles())).toEqual(['water the plants', 'buy milk']);
  },
  5 * minutes,
);

test(
  'a backup brings back what was deleted after it',
  async () => {
    const backup = await database(['pg_dump', '-U', 'taskora', '--clean', '--if-exists', 'taskora']);
    note('backup', `${backup.length} characters`);
    const id = await user.add('written after the backup');
    await user.remove(id);
    await database(['psql', '-U', 'taskora', '-c', "DELETE FROM tasks WHERE title = 'buy milk'", 'taskora']);
    expect(await user.titles()).toEqual(['water the plants']);
    await database(['psql', '-U', 'taskora', '--single-transaction', '-v', 'ON_ERROR_STOP=1', 'taskora'], backup);
    expect(await user.titles()).toEqual(['water the plants', 'buy milk']);
  },
  3 * minutes,
);

test(
  'by hand, as the README says; the data outlives the release',
  async () => {
    await taskora.helm(['uninstall', 'taskora', '--wait']);
    const keys = ['POSTGRES_PASSWORD', 'DATABASE_URL', 'BETTER_AUTH_SECRET', 'COHERE_API_KEY'];
    const literals = keys.map((key) => `--from-literal=${key}=${taskora.env[key]}`);
    await taskora.kubectl(['create', 'secret', 'generic', 'taskora-secrets', ...literals]);
    await loadImage('postgres:15', taskora.cluster);
    const set = [`--set=backend.env.CO_API_URL=${taskora.env.CO_API_URL}`, '--set=frontend.service.nodePort=30301'];
    const started = Date.now();
    const values = ['--values=helm/taskora/values-ci.yaml', ...set, '--take-ownership'];
    await taskora.helm(['install', 'taskora', 'helm/taskora', ...values, '--timeout=4m']);
    await settled();
    note('plain helm install until everything is ready', `${((Date.now() - started) / 1000).toFixed(1)} s`);
    expect(await taskora.helm(['test', 'taskora', '--timeout=60s'])).toMatch(/Phase:\s+Succeeded/);
    expect(await user.titles()).toEqual(['water the plants', 'buy milk']);
    expect(await (await user.chat('List my tasks')).text()).toContain('You have 2 tasks');
  },
  8 * minutes,
);

test(
  'its NetworkPolicies, enforced: each is reached by the one before it alone, and migrations still run',
  async () => {
    const ways = [
      { from: stranger, to: 'taskora-database:5432', open: false },
      { from: 'deploy/taskora-frontend', to: 'taskora-database:5432', open: false },
      { from: 'deploy/taskora-backend', to: 'taskora-database:5432', open: true },
      { from: stranger, to: 'taskora-backend:8000', open: false },
      { from: 'deploy/taskora-frontend', to: 'taskora-backend:8000', open: true },
      { from: stranger, to: 'taskora-frontend:3000', open: true },
    ];
    await enforcePolicies(taskora, 'taskora-frontend:1.0.0', ways);
    const part = ['database', 'backend', 'frontend'].map((part) => `--set=${part}.networkPolicy.enabled=true`);
    // Twice: the second one migrates under the policies that the first one brought.
    for (const set of [part, []])
      await taskora.helm(['upgrade', 'taskora', 'helm/taskora', '--reuse-values', ...set, '--timeout=2m']);
    await expectWays(taskora, ways);
    await settled();
    expect(await taskora.helm(['test', 'taskora', '--timeout=60s'])).toMatch(/Phase:\s+Succeeded/);
    expect(await user.titles()).toEqual(['water the plants', 'buy milk']);
  },
  5 * minutes,
);

const database = (command: readonly string[], input?: string): Promise<string> =>
  taskora.kubectl(['exec', '-i', 'taskora-database-0', '--', ...command], input);

async function settled(): Promise<void> {
  for (const workload of ['statefulset/taskora-database', 'deployment/taskora-backend', 'deployment/taskora-frontend'])
    await taskora.kubectl(['rollout', 'status', workload, '--timeout=120s']);
}
