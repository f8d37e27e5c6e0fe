import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { must, until } from '../clusters/shell.ts';
import { refuses, signUp } from '../support/app.ts';
import { readyAfter } from '../support/container.ts';
import { askFromPod, checkIn, median, memory, notebook, pods, podTimes } from '../support/measure.ts';
import { enforcePolicies, expectWays, stranger } from '../support/policies.ts';
import { type System, startSystem } from '../support/system.ts';
import { walk } from '../support/walk.ts';

/** The ChatKit Todo chatbot on a real Minikube node: by the built command line, then by plain Helm, with its three ways back. */
const minutes = 60_000;
const file = 'test/e2e/todo-chatkit/pipeline.yml';
const { note, print } = notebook();
let todo: System;
let web: string;
let api: string;

beforeAll(async () => {
  todo = await startSystem('todo-chatkit', (node) => ({ BETTER_AUTH_URL: `http://${node}:30000` }));
  web = `http://${todo.node}:30000`;
  api = `http://${todo.node}:30001`;
}, 5 * minutes);

afterAll(async () => {
  print();
  await todo?.stop();
}, 4 * minutes);

test(
  'from nothing to green checkpoints; SC-001, SC-002, SC-005: images small and built soon enough, the UI loads',
  async () => {
    const { report } = await todo.deploy();
    expect(report.checkpoints.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      'pre-deploy passed',
      'backend-deployed passed',
      'backend-api passed',
      'frontend-deployed passed',
      'integration passed',
      'end-to-end passed',
    ]);
    expect(report.contract).toMatchObject({ failed: 0, other: 0 });
    for (const image of ['frontend', 'backend'])
      for (const about of ['size', 'build-time', 'user', 'secrets']) {
        const check = checkIn(report, `image-${image}-${about}`);
        expect(check).toMatchObject({ verdict: 'passed' });
        note(check.title, check.detail);
      }
    const page = checkIn(report, 'page./login');
    note('UI in Chromium', `${page.detail}; ${page.durationMs?.toFixed(0)} ms`);
    expect(page.durationMs).toBeLessThan(15_000);
    note('whole pipeline', `${(report.durationMs / 1000).toFixed(0)} s`);
  },
  15 * minutes,
);

test('two frontends and one backend, none of them root', async () => {
  for (const { name, ready } of await podTimes(todo)) note(`pod ${name} ready after`, `${ready} s`);
  const names = (await pods(todo)).map(({ metadata }) => metadata.name.replace(/-.*/, '')).sort();
  expect(names).toEqual(['backend', 'frontend', 'frontend']);
  for (const workload of ['deploy/backend', 'deploy/frontend'])
    expect(Number(await todo.kubectl(['exec', workload, '--', 'id', '-u']))).toBe(1001);
});

test('SC-006 and SC-010: the documentation and both health routes answer at the NodePorts', async () => {
  for (const [url, limit] of [
    [`${api}/docs`, 20_000],
    [`${api}/openapi.json`, 20_000],
    [`${web}/api/health`, 1000],
    [`${api}/api/health`, 1000],
  ] as const) {
    const started = performance.now();
    const answer = await fetch(url);
    await answer.text();
    const ms = performance.now() - started;
    note(url.replace(todo.node, '<node>'), `${answer.status} in ${ms.toFixed(0)} ms`);
    expect(answer.status).toBe(200);
    expect(ms).toBeLessThan(limit);
  }
  const { ms } = await askFromPod(todo, 'deploy/frontend', 'http://backend:8000/api/health');
  note('backend’s health from the frontend’s pod', `median ${median(ms.slice(1)).toFixed(1)} ms`);
});

test(
  'SC-007, SC-008, SC-011: chat makes a task within 10 s, which outlives the pod; the logs tell of it',
  async () => {
    const started = performance.now();
    const user = await signUp(`${api}/api`);
    expect((await user.chat('add task to buy milk')).status).toBe(200);
    expect(await user.titles()).toEqual(['buy milk']);
    const ms = performance.now() - started;
    note('SC-007: sign up, chat, task there', `${ms.toFixed(0)} ms`);
    expect(ms).toBeLessThan(10_000);
    expect((await user.chat('fail with status 529')).status).toBe(502);

    const log = await todo.kubectl(['logs', 'deploy/backend']);
    expect(log).toContain('Application startup complete');
    expect(log).toMatch(/POST \/api\/chat HTTP\/1.1" 200/);
    expect(log).toMatch(/ERROR chat: the language model did not answer/);
    expect(await todo.kubectl(['logs', 'deploy/frontend'])).toContain('Ready in');

    await todo.kubectl(['delete', 'pod', '--selector=app=backend', '--wait']);
    await todo.kubectl(['rollout', 'status', 'deployment/backend', '--timeout=90s']);
    expect(await until(30, () => user.titles())).toEqual(['buy milk']);
  },
  4 * minutes,
);

test(
  'a person signs up, works with tasks and chats in ChatKit; nothing goes wrong in the browser',
  async () => {
    expect(await walk({ web, name: 'todo-chatkit' })).toEqual([]);
  },
  3 * minutes,
);

test('operations and analysis: assistants where there are any, the plain commands in any case', async () => {
  note('kubectl-ai, asked for NodePorts', await todo.ask('kubectl-ai', 'get the nodeport URLs for all services'));
  note('kagent, asked for an analysis', await todo.ask('kagent', 'analyze the cluster'));
  const ports = ['get', 'services', '-o', 'jsonpath={.items[*].spec.ports[*].nodePort}'];
  expect((await todo.kubectl(ports)).split(' ').sort()).toEqual(['30000', '30001']);
});

test('SC-012: runs with 2 GB of memory', async () => {
  const used = await memory(todo, 'todo-chatkit');
  note('SC-012: working set of the three pods', `${used.toFixed(0)} MiB`);
  expect(used).toBeLessThan(2048);
});

test(
  'a configuration that makes the backend crash is named, and taken back by itself',
  async () => {
    const broken = join(todo.work, 'pipeline-bad-configuration.yml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(
      broken,
      text.replace('      env.OPENAI_BASE_URL', '      env.LOG_LEVEL: shouting\n      env.OPENAI_BASE_URL'),
    );
    const { code, report } = await todo.run(broken);
    expect(code).toBe(1);
    note('cause of the crash', report.faults.map(({ id, root }) => `${id}${root ? ' (root)' : ''}`).join(', '));
    expect(report.releases).toMatchObject([{ name: 'backend', action: 'rolled-back', verified: true }]);
    const config = await todo.kubectl(['get', 'configmap', 'backend-config', '-o', 'jsonpath={.data.LOG_LEVEL}']);
    expect(config).toBe('info');
    await until(30, async () => expect((await fetch(`${api}/api/health`)).status).toBe(200));
  },
  6 * minutes,
);

test(
  'by hand, as the README says: helm install, helm test',
  async () => {
    for (const release of ['frontend', 'backend']) await todo.helm(['uninstall', release, '--wait']);
    const literal = (key: string, value: string | undefined): string => `--from-literal=${key}=${value}`;
    const { BETTER_AUTH_SECRET, BETTER_AUTH_URL, DATABASE_URL, OPENAI_API_KEY, OPENAI_BASE_URL } = todo.env;
    const auth = literal('auth-secret', BETTER_AUTH_SECRET);
    await todo.kubectl(['create', 'secret', 'generic', 'frontend-secrets', auth]);
    const keys = [literal('database-url', DATABASE_URL), literal('openai-api-key', OPENAI_API_KEY)];
    const url = literal('auth-url', BETTER_AUTH_URL);
    await todo.kubectl(['create', 'secret', 'generic', 'backend-secrets', ...keys, auth, url]);
    const set = {
      backend: [`--set=env.OPENAI_BASE_URL=${OPENAI_BASE_URL}`, `--set=env.CORS_ORIGINS=${web}`],
      frontend: [`--set=env.NEXT_PUBLIC_BACKEND_URL=${api}`],
    };
    for (const half of ['backend', 'frontend'] as const) {
      const chart = `helm/chatkit-${half}`;
      const started = Date.now();
      await todo.helm(['install', half, chart, `--values=${chart}/values-ci.yaml`, ...set[half]]);
      await todo.kubectl(['rollout', 'status', `deployment/${half}`, '--timeout=2m']);
      note(`plain helm install of ${half} until it is ready`, `${((Date.now() - started) / 1000).toFixed(1)} s`);
      expect(await todo.helm(['test', half, '--timeout=60s'])).toMatch(/Phase:\s+Succeeded/);
    }
    const user = await signUp(`${api}/api`);
    expect(await (await user.chat('List my tasks')).text()).toContain('You have no tasks');
  },
  5 * minutes,
);

const image = (): Promise<string> =>
  todo.kubectl(['get', 'pods', '--selector=app=backend', '-o', 'jsonpath={.items[*].spec.containers[*].image}']);
const upgrade = (set: string): Promise<string> =>
  todo.helm(['upgrade', 'backend', 'helm/chatkit-backend', '--reuse-values', `--set=${set}`]);
// With one replica, of which an update may take one away, Helm's own --wait waits for nothing.
const rolledOut = (): Promise<string> => todo.kubectl(['rollout', 'status', 'deployment/backend', '--timeout=90s']);
const rollBack = async (): Promise<void> => {
  await todo.helm(['rollback', 'backend']);
  await rolledOut();
  // The node's port leads to the new pod a moment after it is ready.
  await until(30, async () => expect((await fetch(`${api}/api/health`)).status).toBe(200));
};

test(
  'the three ways back: a deployment that fails, a bad configuration, an image version',
  async () => {
    await upgrade('image.tag=none');
    await until(60, async () => expect(await todo.kubectl(['get', 'pods'])).toMatch(/ErrImagePull|ImagePullBackOff/));
    await rollBack();

    await upgrade('env.SOME_VAR=bad_value');
    await rolledOut();
    const variable = ['get', 'configmap', 'backend-config', '-o', 'jsonpath={.data.SOME_VAR}'];
    expect(await todo.kubectl(variable)).toBe('bad_value');
    await rollBack();
    expect(await todo.kubectl(variable)).toBe('');

    const retag = ['ctr', '--namespace=k8s.io', 'images', 'tag', '--force'];
    const names = ['docker.io/library/todo-backend:phase4', 'docker.io/library/todo-backend:buggy-version'];
    await must('docker', ['exec', todo.cluster, ...retag, ...names]);
    await upgrade('image.tag=buggy-version');
    await rolledOut();
    expect(await image()).toBe('todo-backend:buggy-version');
    await rollBack();
    await until(60, async () => expect(await image()).toBe('todo-backend:phase4'));
  },
  8 * minutes,
);

test(
  'their NetworkPolicies, enforced: browsers call both, and nobody is shut out',
  async () => {
    const ways = ['backend:8000', 'frontend:3000'].map((to) => ({ from: stranger, to, open: true }));
    await enforcePolicies(todo, 'todo-frontend:phase4', ways);
    for (const half of ['backend', 'frontend'])
      await todo.helm(['upgrade', half, `helm/chatkit-${half}`, '--reuse-values', '--set=networkPolicy.enabled=true']);
    expect((await todo.kubectl(['get', 'networkpolicies', '-o', 'name'])).trim().split('\n')).toHaveLength(2);
    await expectWays(todo, ways);
    for (const url of [`${api}/api/health`, `${web}/api/health`]) expect((await fetch(url)).status).toBe(200);
  },
  4 * minutes,
);

test(
  'SC-003, SC-004: the containers are ready in 10 and 15 s without Kubernetes',
  async () => {
    const backend = await readyAfter('todo-backend:phase4', '/api/health', 8000, todo.env);
    note('SC-004: backend container ready after', `${backend.toFixed(1)} s`);
    expect(backend).toBeLessThan(15);
    const frontend = await readyAfter('todo-frontend:phase4', '/api/health', 3000, todo.env);
    note('SC-003: frontend container ready after', `${frontend.toFixed(1)} s`);
    expect(frontend).toBeLessThan(10);
  },
  2 * minutes,
);

test('nothing else is open on the node', async () => {
  for (const port of [8000, 3000]) expect(await refuses(`http://${todo.node}:${port}/`)).toBe(true);
});
