import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { type CollectInput, collect } from '../../src/evidence/collect.ts';
import { seal } from '../../src/evidence/seal.ts';
import { createRedactor } from '../../src/lib/redact/redactor.ts';
import { type Answer, fakeExec } from '../support/fake-exec.ts';
import { crashed, deployment, event, pod, waiting } from '../support/snapshot.ts';
import { temporaryFolder } from '../support/temporary.ts';

const canary = 'cAn4ry-8841-zzQ';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const list = (...items: readonly unknown[]) => JSON.stringify({ kind: 'List', items });
const secrets = list(
  {
    kind: 'Secret',
    metadata: { name: 'taskflow-backend-1', labels: { 'taskflow-k8s/secret': 'taskflow-backend' } },
    type: 'Opaque',
    data: { DATABASE_URL: base64(`postgres://app:${canary}@db:5432/x`), NAME: base64('api') },
  },
  {
    kind: 'Secret',
    metadata: {
      name: 'sh.helm.release.v1.shop.v1',
      labels: { owner: 'helm', name: 'shop', version: '1', status: 'deployed', modifiedAt: '1763719200' },
    },
    type: 'helm.sh/release.v1',
    data: { release: base64('huge') },
  },
);
const broken = pod({
  app: 'api',
  phase: 'Pending',
  status: waiting('CreateContainerConfigError', "couldn't find key TOKEN in Secret taskflow/taskflow-backend-1"),
});
const logged = { ...pod({ app: 'web', status: crashed() }) };

const answers: readonly Answer[] = [
  {
    when: /^kubectl get deployments,.*-n taskflow -o json$/,
    stdout: list(
      deployment('api'),
      deployment('web'),
      {
        ...broken,
        spec: {
          ...broken.spec,
          containers: [{ name: 'api', image: 'api:1', env: [{ name: 'PLAIN', value: canary }] }],
        },
      },
      logged,
    ),
  },
  {
    when: /^kubectl get configmaps -n taskflow --show-managed-fields -o json$/,
    stdout: list({
      kind: 'ConfigMap',
      metadata: { name: 'c', managedFields: [{ time: '2026-11-21T10:00:00Z' }] },
      data: { url: `x ${canary}` },
    }),
  },
  {
    when: /^kubectl get events -n taskflow/,
    stdout: list({ ...event('Pod', 'api-abc-1', 'Failed', `Error: ${canary}`), kind: 'Event' }),
  },
  { when: /^kubectl get nodes/, exitCode: 1, stderr: 'Error from server (Forbidden): nodes is forbidden' },
  { when: /^kubectl get services -A/, stdout: list() },
  { when: /^kubectl get pods,deployments,events -n kube-system/, stdout: list() },
  { when: /^kubectl get secrets -n taskflow/, stdout: secrets },
  { when: /^kubectl logs web-abc-1 .*--previous/, stdout: `2026-11-21T10:00:00.1Z fatal ${base64(canary)}\n` },
  { when: /^kubectl logs web-abc-1/, exitCode: 1, stderr: 'Error from server: container is waiting to start' },
  { when: /^helm history shop/, stdout: JSON.stringify([{ revision: 1, description: `failed with ${canary}` }]) },
  { when: /^helm get values shop/, stdout: JSON.stringify({ password: 'other-secret-9' }) },
  {
    when: /^helm get/,
    stdout: `apiVersion: v1\nkind: Secret\nstringData:\n  DATABASE_URL: postgres://app:${canary}@db\n`,
  },
  { when: /^kubectl describe/, stdout: `Environment:\n  DB: ${canary}\n` },
  { when: /^kubectl version/, ended: 'timed-out' },
  { when: /^(df|free|docker)/, ended: 'not-found' },
];

async function run(more: Partial<CollectInput> = {}) {
  const dir = temporaryFolder('evidence');
  const redactor = createRedactor();
  const fake = fakeExec(answers);
  const clock = { now: () => Date.parse('2026-11-21T10:10:00Z'), sleep: async () => undefined };
  const input: CollectInput = {
    target: { namespace: 'taskflow' },
    dir,
    extent: 'full',
    cluster: true,
    run: {},
    outputs: [{ tool: 'helm', command: 'helm upgrade', text: `said ${canary}` }],
    ...more,
  };
  const collected = await collect(input, { exec: fake.exec, clock, redactor, signal: new AbortController().signal });
  return { dir, redactor, fake, ...collected };
}

test('what is collected explains the failure, and is written with an index', async () => {
  const { dir, snapshot, items } = await run();
  expect(diagnose(snapshot)[0]).toMatchObject({ id: 'config-key-missing', root: true });
  expect(diagnose(snapshot)[0]?.remedy).toContain(
    'has keys DATABASE_URL, NAME, not TOKEN: add it to `secrets.taskflow-backend`',
  );
  expect(snapshot.releases[0]).toMatchObject({ name: 'shop', history: [{ revision: 1, status: 'deployed' }] });
  const index = JSON.parse(await readFile(join(dir, 'index.json'), 'utf8')) as { items: unknown[] };
  expect(index.items).toHaveLength(items.length);
  const names = items.map((item) => item.file);
  expect(names).toEqual(
    expect.arrayContaining([
      'objects/pods.json',
      'events.txt',
      'logs/web-abc-1/web.previous.log',
      'helm/shop/history.json',
      'objects/secrets.json',
      'commands/1-helm.txt',
    ]),
  );
});

test('what fails is recorded with its reason, and stops nothing else', async () => {
  const { snapshot, items } = await run();
  expect(snapshot.gaps).toEqual([{ what: 'cluster', why: 'Error from server (Forbidden): nodes is forbidden' }]);
  const failed = Object.fromEntries(
    items.flatMap((item) => (item.failed === undefined ? [] : [[item.file, item.failed]])),
  );
  expect(failed['logs/web-abc-1/web.log']).toContain('waiting to start');
  expect(failed['cluster/version.json']).toContain('did not finish');
  expect(failed['machine/disk.txt']).toContain('not installed');
});

test('no file holds the secret in any form, and names stay readable', async () => {
  const { dir, redactor } = await run();
  const files = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(20);
  for (const file of files) {
    const text = await readFile(join(file.parentPath, file.name), 'utf8');
    expect(redactor.knownIn(text)).toBeUndefined();
    expect(text).not.toContain('other-secret-9');
    if (file.name.endsWith('.json')) expect(() => JSON.parse(text) as unknown).not.toThrow();
  }
  expect(await readFile(join(dir, 'objects/pods.json'), 'utf8')).toContain('"name": "api"');
  expect((await seal(dir, redactor)).withheld).toEqual([]);
});

test('a file that somebody else left with a secret in it is withheld', async () => {
  const { dir, redactor } = await run();
  await writeFile(join(dir, 'page.html'), `<p>${base64(`x${canary}`)}</p>`);
  expect((await seal(dir, redactor)).withheld).toMatchObject([{ file: 'page.html' }]);
  expect(await readFile(join(dir, 'page.html'), 'utf8')).toMatch(/withheld/);
});

test('without a cluster only programs and machine are looked at', async () => {
  const { fake, snapshot } = await run({ cluster: false });
  expect(fake.lines().filter((line) => line.startsWith('kubectl'))).toEqual([]);
  expect(snapshot.outputs[0]).toMatchObject({ tool: 'helm', file: 'commands/1-helm.txt' });
});
