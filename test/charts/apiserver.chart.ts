// A real API server takes every chart with every values file, in a namespace that enforces the restricted Pod Security Standard.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ApiServer, startApiServer } from './api-server.ts';
import { manifests, type Outcome, run, template } from './helm.ts';
import { cases } from './matrix.ts';

const NAMESPACE = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: 'example',
    labels: { 'pod-security.kubernetes.io/enforce': 'restricted', 'pod-security.kubernetes.io/warn': 'restricted' },
  },
};
// Made by a controller that does not run here.
const ACCOUNT = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'example' } };

let server: ApiServer | undefined;
const kubectl = (args: readonly string[], input?: string): Outcome =>
  run('kubectl', [`--kubeconfig=${server?.kubeconfig}`, ...args], input);

beforeAll(async () => {
  server = await startApiServer();
  for (const one of [NAMESPACE, ACCOUNT]) expect(kubectl(['apply', '-f', '-'], JSON.stringify(one)).stderr).toBe('');
}, 180_000);

afterAll(() => server?.stop());

test.each(cases())(
  '$title is admitted without a warning',
  ({ chart, options }) => {
    const { stdout } = template(chart, options);
    const { ok, stdout: said, stderr } = kubectl(['apply', '--server-side', '--dry-run=server', '-f', '-'], stdout);
    expect({ ok, stderr }).toEqual({ ok: true, stderr: '' });
    expect(said.trim().split('\n')).toHaveLength(manifests(stdout).length);
  },
  60_000,
);

describe.each(['helm', 'helm4'])('%s', (helm) => {
  const call = (...args: readonly string[]): Outcome =>
    run(helm, [...args, '--namespace=example', `--kubeconfig=${server?.kubeconfig}`]);

  test('installs, upgrades in stages, and uninstalls; what no value changed stays as it is', () => {
    const install = (set: string) =>
      call('upgrade', '--install', `by-${helm}`, 'helm/taskflow', '--values=helm/taskflow/values-ci.yaml', set);
    const generation = (): string =>
      kubectl(['get', 'deployment', 'taskflow-backend', '--namespace=example', '-o=jsonpath={.metadata.generation}'])
        .stdout;
    expect(install('--set=frontend.enabled=false')).toMatchObject({ ok: true });
    expect(generation()).toBe('1');
    expect(kubectl(['get', 'deployment', '--namespace=example', '-o=name']).stdout.trim()).toBe(
      'deployment.apps/taskflow-backend',
    );
    expect(install('--set=frontend.enabled=true')).toMatchObject({ ok: true });
    expect(generation()).toBe('1');
    expect(kubectl(['get', 'deployment', '--namespace=example', '-o=name']).stdout.trim().split('\n')).toHaveLength(2);
    expect(call('uninstall', `by-${helm}`)).toMatchObject({ ok: true });
    expect(
      kubectl(['get', 'deployment,service,configmap,secret', '--namespace=example', '-o=name']).stdout.trim(),
    ).toBe('');
  }, 60_000);
});
