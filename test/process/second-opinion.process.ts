import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { nodeExec } from '../../src/adapters/exec-node.ts';
import { helperCommand, helpers, kubeconfigOf, reader } from '../../src/evidence/helpers.ts';
import { askHelper } from '../../src/evidence/second-opinion.ts';
import { createRedactor } from '../../src/lib/redact/redactor.ts';
import type { Exec } from '../../src/ports/exec.ts';
import { fakeExec } from '../support/fake-exec.ts';
import { temporaryFolder } from '../support/temporary.ts';

const view = JSON.stringify({
  clusters: [{ name: 'real', cluster: { server: 'https://10.0.0.1:8443', 'certificate-authority-data': 'Q0E=' } }],
  users: [{ name: 'admin', user: { 'client-key-data': 'YWRtaW4ga2V5' } }],
});

/** kubectl is scripted; the helper is a real process, as this script says. */
async function ask(script: string, withinMs = 10_000) {
  const work = temporaryFolder('opinion');
  await writeFile(join(work, 'k8sgpt'), `#!/bin/sh\n${script}\n`);
  await chmod(join(work, 'k8sgpt'), 0o755);
  const kubectl = fakeExec([
    { when: /^kubectl apply -n shop -f -$/ },
    { when: /^kubectl create token second-opinion-\w+ -n shop --duration=600s$/, stdout: 'reader-token-0123456789\n' },
    { when: /^kubectl config view --raw --minify --flatten -o json$/, stdout: view },
    { when: /^kubectl delete serviceaccount,role,rolebinding second-opinion-\w+ -n shop --ignore-not-found/ },
  ]);
  const redactor = createRedactor();
  redactor.add('API_KEY', 'zz-canary-5519');
  const real = nodeExec(redactor);
  const exec: Exec = (command, options) =>
    command.tool === 'k8sgpt'
      ? real({ ...command, tool: join(work, 'k8sgpt') }, options)
      : kubectl.exec(command, options);
  const item = await askHelper(
    {
      helper: 'k8sgpt',
      withinMs,
      question: 'why?',
      target: { namespace: 'shop' },
      dir: join(work, 'evidence'),
      withheld: ['OPINION_TEST_SECRET'],
    },
    { exec, redactor, signal: new AbortController().signal },
  );
  return { item, kubectl, file: join(work, 'evidence', item.file) };
}

test('a helper gets an account that reads no Secret, none of the secrets, and its answer is kept without them', async () => {
  process.env.OPINION_TEST_SECRET = 'inherited-7731';
  const { item, kubectl, file } = await ask('cat "$KUBECONFIG"; echo "[$OPINION_TEST_SECRET] zz-canary-5519 $*"');
  const said = await readFile(file, 'utf8');
  expect(item).toMatchObject({ file: 'second-opinion/k8sgpt.txt', what: 'second opinion of k8sgpt, not the verdict' });
  expect(said).toContain('https://10.0.0.1:8443');
  expect(said).toContain('[] ***API_KEY#');
  expect(said).toContain('analyze --explain --anonymize --namespace=shop');
  for (const secret of ['YWRtaW4ga2V5', 'reader-token-0123456789', 'inherited-7731', 'zz-canary-5519'])
    expect(said).not.toContain(secret);
  expect(kubectl.lines().at(-1)).toContain('delete serviceaccount,role,rolebinding');
});

test('one that hangs is ended in time; one that fails says why; the account is taken away each time', async () => {
  const hanging = await ask('sleep 60', 300);
  expect(hanging.item.failed).toContain('did not finish within');
  expect(hanging.kubectl.lines().at(-1)).toContain('delete');
  const failing = await ask('echo no key is configured >&2; exit 3');
  expect(failing.item.failed).toContain('no key is configured');
});

test('what may be read holds neither Secrets nor ConfigMaps nor raw logs, and nothing may be changed', () => {
  const text = JSON.stringify(reader('x'));
  expect(text).not.toMatch(/"secrets"|"configmaps"|pods\/log|"\*"|"(?:create|update|patch|delete)"/);
  expect(text).toContain('"pods"');
});

test('the reduced kubeconfig has one user: the reader', () => {
  expect(JSON.parse(kubeconfigOf(JSON.parse(view), 't', 'shop')).users).toEqual([
    { name: 'second-opinion', user: { token: 't' } },
  ]);
});

test('every helper is asked by an argument, never through a shell', () => {
  const argv = helpers.map((helper) => {
    const { tool, args } = helperCommand({ helper, question: 'why; rm -rf /', target: { namespace: 'shop' } });
    return [tool, ...args].join(' | ');
  });
  expect(argv).toEqual([
    'k8sgpt | analyze | --explain | --anonymize | --namespace=shop',
    'kubectl-ai | --quiet | why; rm -rf /',
    'kagent | invoke | --agent | k8s-agent | --task | why; rm -rf /',
    'docker | ai | why; rm -rf /',
  ]);
});

test('nothing of it stays on the machine', async () => {
  const before = (await readdir(tmpdir())).filter((name) => name.startsWith('second-opinion-'));
  await ask('echo fine');
  expect((await readdir(tmpdir())).filter((name) => name.startsWith('second-opinion-'))).toEqual(before);
});
