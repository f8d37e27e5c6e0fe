import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '../clusters/shell.ts';
import { refuses, signUp, userAt } from '../support/app.ts';
import {
  askFromPod,
  checkIn,
  dnsFromPod,
  median,
  memory,
  notebook,
  podTimes,
  stageSeconds,
} from '../support/measure.ts';
import { enforcePolicies, expectWays, stranger } from '../support/policies.ts';
import { migrate, schemaOf } from '../support/schema.ts';
import { type System, startSystem } from '../support/system.ts';
import { walk } from '../support/walk.ts';

/** The Todo chatbot on a real Minikube node: two releases by the built command line, then by plain Helm. */
const minutes = 60_000;
const { note, print } = notebook();
let todo: System;
let schemaBefore: string;

beforeAll(async () => {
  todo = await startSystem('todo-chatbot');
  const local = todo.env.DATABASE_URL?.replace(todo.gateway, '127.0.0.1') ?? '';
  migrate('todo-chatbot', todo.work, { ...todo.env, DATABASE_URL: local });
  schemaBefore = await schemaOf(local);
}, 5 * minutes);

afterAll(async () => {
  print();
  await todo?.stop();
}, 4 * minutes);

test(
  'from nothing to green checkpoints, within the limits of its plan',
  async () => {
    const { report } = await todo.deploy();
    expect(report.checkpoints.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      'pre-deploy passed',
      'todo-backend-deployed passed',
      'todo-backend-api passed',
      'todo-frontend-deployed passed',
      'integration passed',
      'end-to-end passed',
    ]);
    expect(report.contract).toMatchObject({ failed: 0, other: 0 });
    for (const image of ['backend', 'frontend'])
      for (const about of ['size', 'build-time', 'user', 'secrets']) {
        const check = checkIn(report, `image-${image}-${about}`);
        expect(check).toMatchObject({ verdict: 'passed' });
        note(check.title, check.detail);
      }
    for (const release of ['todo-backend', 'todo-frontend']) {
      const seconds =
        stageSeconds(report, `deploy:${release}`) + stageSeconds(report, `checkpoint:${release}-deployed`);
      note(`helm install of ${release} until its pods are ready and have stayed so for 5 s`, `${seconds.toFixed(1)} s`);
      expect(seconds).toBeLessThan(60);
    }
    note('whole pipeline, the cluster included', `${(report.durationMs / 1000).toFixed(0)} s`);
    expect(report.durationMs).toBeLessThan(10 * minutes);
  },
  15 * minutes,
);

test('pods run within 30 s, as users that are not root', async () => {
  for (const { name, running, ready } of await podTimes(todo)) {
    note(`pod ${name.replace(/-.*/, '')}`, `running after ${running} s, ready after ${ready} s`);
    expect(running).toBeLessThan(30);
  }
  for (const workload of ['deploy/backend', 'deploy/frontend'])
    expect(Number(await todo.kubectl(['exec', workload, '--', 'id', '-u']))).toBeGreaterThanOrEqual(1000);
});

test('Services have an address and a name that resolves in less than a second; health answers in less than two', async () => {
  for (const service of ['backend-service', 'frontend-service'])
    expect(await todo.kubectl(['get', 'service', service, '-o', 'jsonpath={.spec.clusterIP}'])).toMatch(/^10\./);
  const dns = await dnsFromPod(todo, 'deploy/frontend', 'backend-service');
  note('backend-service resolved in the frontend’s pod', `${dns.toFixed(0)} ms`);
  expect(dns).toBeLessThan(1000);
  const urls = [
    'http://backend-service:8000/health',
    'http://backend-service:8000/ready',
    'http://frontend-service:3000/api/health',
  ];
  for (const url of urls) {
    const { status, ms } = await askFromPod(todo, 'deploy/frontend', url);
    note(url, `${status}, first ${ms[0]?.toFixed(0)} ms, median ${median(ms.slice(1)).toFixed(0)} ms`);
    expect(status).toBe(200);
    expect(Math.max(...ms)).toBeLessThan(2000);
  }
});

test('the backend is not reachable from outside', async () => {
  expect(await todo.kubectl(['get', 'services', '-o', 'jsonpath={.items[*].spec.type}'])).toBe('ClusterIP ClusterIP');
  expect(await refuses(`http://${todo.node}:8000/health`)).toBe(true);
});

test(
  'tasks and chat work through the frontend, and outlive the backend’s pods; its log tells of requests and errors',
  async () => {
    const token = await throughPages(async (api) => {
      const user = await signUp(api);
      await user.add('buy milk');
      expect(await (await user.chat('Add a task to water the plants')).text()).toContain('plants');
      expect((await user.chat('fail with status 529')).status).toBe(502);
      return user.token;
    });
    const log = await todo.kubectl(['logs', 'deploy/backend']);
    expect(log).toContain('Application startup complete');
    expect(log).toMatch(/POST \/api\/tasks HTTP\/1.1" 201/);
    expect(log).toMatch(/ERROR chat: the language model did not answer/);
    expect(await todo.kubectl(['logs', 'deploy/frontend'])).toContain('Ready in');
    await todo.kubectl(['delete', 'pod', '--selector=app=backend', '--wait']);
    await todo.kubectl(['rollout', 'status', 'deployment/backend', '--timeout=90s']);
    const titles = await throughPages((api) => until(30, () => userAt(api, token).titles()));
    expect(titles).toEqual(['water the plants', 'buy milk']);
  },
  4 * minutes,
);

test(
  'a person signs up, works with tasks and chats; nothing goes wrong in the browser',
  async () => {
    const problems = await throughPages((api) => walk({ web: new URL(api).origin, name: 'todo-chatbot' }));
    expect(problems).toEqual([]);
  },
  3 * minutes,
);

test('three questions: to an assistant where there is one, and to the plain commands in any case', async () => {
  const questions = [
    'show me pod status',
    'scale backend to 3 replicas, as a dry run',
    'show the errors in the backend log',
  ];
  for (const question of questions) note(`kubectl-ai "${question}"`, await todo.ask('kubectl-ai', question));
  note('kagent, asked for health', await todo.ask('kagent', 'check the health of namespace todo-chatbot'));
  expect((await todo.kubectl(['get', 'pods', '--no-headers'])).match(/ 1\/1 +Running /g)).toHaveLength(2);
  const scaled = await todo.kubectl(['scale', 'deployment/backend', '--replicas=3', '--dry-run=server']);
  expect(scaled).toContain('deployment.apps/backend scaled');
  expect(await todo.kubectl(['logs', 'deployment/backend'])).toContain('Application startup complete');
});

test(
  'one to three replicas',
  async () => {
    const set = ['--reuse-values', '--timeout=90s'];
    await todo.helm(['upgrade', 'todo-backend', 'helm/todo-backend', ...set, '--set=backend.replicas=3']);
    await todo.kubectl(['rollout', 'status', 'deployment/backend', '--timeout=90s']);
    expect(await todo.kubectl(['get', 'deployment/backend', '-o', 'jsonpath={.status.readyReplicas}'])).toBe('3');
    note('memory of four pods', `${(await memory(todo, 'todo-chatbot')).toFixed(0)} MiB`);
    await todo.helm(['rollback', 'todo-backend', '--wait', '--timeout=90s']);
    expect(await todo.kubectl(['get', 'deployment/backend', '-o', 'jsonpath={.spec.replicas}'])).toBe('1');
  },
  4 * minutes,
);

test(
  'by hand, as the README says: helm install and helm test',
  async () => {
    for (const release of ['todo-frontend', 'todo-backend']) await todo.helm(['uninstall', release, '--wait']);
    const keys = ['DATABASE_URL', 'OPENAI_API_KEY', 'BETTER_AUTH_SECRET'].map(
      (key) => `--from-literal=${key}=${todo.env[key]}`,
    );
    await todo.kubectl(['create', 'secret', 'generic', 'backend-secrets', ...keys]);
    for (const half of ['backend', 'frontend']) {
      const chart = `helm/todo-${half}`;
      const values = ['-f', `${chart}/values-dev.yaml`, '-f', `${chart}/values-ci.yaml`];
      const model = half === 'backend' ? ['--set', `backend.env.OPENAI_BASE_URL=${todo.env.OPENAI_BASE_URL}`] : [];
      const started = Date.now();
      await todo.helm(['install', `todo-${half}`, chart, ...values, ...model, '--timeout=60s']);
      await todo.kubectl(['rollout', 'status', `deployment/${half}`, '--timeout=60s']);
      note(`plain helm install of todo-${half} until it is ready`, `${((Date.now() - started) / 1000).toFixed(1)} s`);
      expect(await todo.helm(['test', `todo-${half}`, '--timeout=60s'])).toMatch(/Phase:\s+Succeeded/);
    }
    const answer = await throughPages(async (api) => (await (await signUp(api)).chat('List my tasks')).text());
    expect(answer).toContain('You have no tasks');
  },
  5 * minutes,
);

test(
  'their NetworkPolicies, enforced: the backend is the other release’s alone',
  async () => {
    const ways = [
      { from: stranger, to: 'backend-service:8000', open: false },
      { from: 'deploy/frontend', to: 'backend-service:8000', open: true },
      { from: stranger, to: 'frontend-service:3000', open: true },
    ];
    await enforcePolicies(todo, 'frontend:latest', ways);
    for (const half of ['backend', 'frontend']) {
      const set = ['--reuse-values', `--set=${half}.networkPolicy.enabled=true`];
      await todo.helm(['upgrade', `todo-${half}`, `helm/todo-${half}`, ...set]);
      expect(await todo.helm(['test', `todo-${half}`, '--timeout=60s'])).toMatch(/Phase:\s+Succeeded/);
    }
    await expectWays(todo, ways);
  },
  4 * minutes,
);

test('the database’s schema is what it was before anything was deployed', async () => {
  const local = todo.env.DATABASE_URL?.replace(todo.gateway, '127.0.0.1') ?? '';
  expect(schemaBefore).toContain('CREATE TABLE public.tasks');
  expect(await schemaOf(local)).toBe(schemaBefore);
});

/** The frontend has no NodePort; a forward is opened anew each time, since it ends with the first connection that breaks. */
async function throughPages<T>(use: (api: string) => Promise<T>): Promise<T> {
  const pages = await todo.forward('service/frontend-service', 3000);
  try {
    return await use(`${pages.url}/api`);
  } finally {
    pages.stop();
  }
}
