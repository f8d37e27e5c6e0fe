import { expect, test } from '@jest/globals';
import type { RunContext } from '../../../src/pipeline/context.ts';
import { reachServices } from '../../../src/pipeline/reach.ts';
import type { KubeAnswer, KubeApi } from '../../../src/ports/kube.ts';
import { fakeExec } from '../../support/fake-exec.ts';

const services = {
  items: [{ metadata: { name: 'api' }, spec: { clusterIP: '10.96.7.7', ports: [{ port: 8000 }] } }],
};
const policies = (...types: (readonly string[] | undefined)[]): KubeAnswer => ({
  status: 200,
  body: { items: types.map((policyTypes) => ({ metadata: { name: 'p' }, spec: { policyTypes } })) },
});

/** Which way a Service is taken by root on a machine with a node of its own, where these policies are. */
async function wayWith(answer: KubeAnswer, root = true) {
  const program = fakeExec([
    { when: /^ip route (add|del) 10\.96\.7\.7\/32 via 192\.168\.100\.2$/ },
    { when: /port-forward service\/api :8000$/, stdout: 'Forwarding from 127.0.0.1:4001 -> 8000\n' },
  ]);
  const asked: string[] = [];
  const request = async (_: string, path: string): Promise<KubeAnswer> => {
    asked.push(path);
    return path.endsWith('/networkpolicies') ? answer : { status: 200, body: services };
  };
  const led: Readonly<Record<string, string>>[] = [];
  const context = {
    config: {},
    plan: { namespace: 'shop' },
    settings: { root },
    state: {
      kube: { request } as unknown as KubeApi,
      cluster: { nodes: [{ address: '192.168.100.2' }], kubeconfig: '/k', context: 'c' },
    },
    ports: {
      exec: program.exec,
      httpTo: (to: Readonly<Record<string, string>>) => {
        led.push(to);
        return { http: undefined, close: () => undefined };
      },
    },
    emit: () => undefined,
  } as unknown as RunContext;
  const { way, close } = await reachServices(context, new AbortController().signal);
  await close();
  return { way, led: led[0], asked };
}

test('a Service is reached by a route of its own', async () => {
  const { way, led, asked } = await wayWith(policies());
  expect([way, led]).toEqual(['route', { 'api:8000': '10.96.7.7:8000' }]);
  expect(asked).toContain('/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies');
});

test.each([
  ['one that lets pods in', policies(['Ingress'])],
  ['one of both directions', policies(['Egress', 'Ingress'])],
  ['one that names no direction, which means in', policies(undefined)],
  ['nobody may look', { status: 403, body: { message: 'forbidden' } }],
])('by a port-forward where NetworkPolicies would drop what comes by the route: %s', async (_, answer) => {
  const { way, led } = await wayWith(answer);
  expect([way, led]).toEqual(['forward', { 'api:8000': '127.0.0.1:4001' }]);
});

test('a policy of the way out alone closes no way in, and without root there is no route', async () => {
  expect((await wayWith(policies(['Egress']))).way).toBe('route');
  expect((await wayWith(policies(), false)).way).toBe('forward');
});

test('another answer of the API server is not taken for no policies', async () => {
  await expect(wayWith({ status: 500, body: { message: 'etcd' } })).rejects.toThrow('list networkpolicies: 500 etcd');
});
