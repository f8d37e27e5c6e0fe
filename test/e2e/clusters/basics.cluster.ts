import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { deployedThroughRegistry } from './existing.ts';
import { controllerImage, controllerManifest, getAs, ingressFor } from './ingress.ts';
import { claim, friend, podOnClaim, probe, web } from './manifests.ts';
import { closed, friendsOnly, namesOnly, policiesImage, policiesManifest } from './policies.ts';
import { providers } from './providers.ts';
import { must, until } from './shell.ts';

describe.each(providers)('a cluster of $name', (provider) => {
  const cluster = `basics-${process.pid}`;
  const node = provider.node(cluster);
  const kubectl = (args: readonly string[], input?: string): Promise<string> =>
    must('kubectl', ['--context', provider.context(cluster), ...args], input);
  const apply = (manifest: object): Promise<string> => kubectl(['apply', '-f', '-'], JSON.stringify(manifest));
  const inProbe = (...command: readonly string[]): Promise<string> => kubectl(['exec', 'probe', '--', ...command]);
  let begun = 0;

  beforeAll(async () => {
    begun = Date.now();
    await provider.start(cluster);
  });

  afterAll(() => provider.remove(cluster));

  test('has a Ready node and answers DNS within 60 s of its start command', async () => {
    await load(node, 'busybox:1.36');
    await until(60, () => kubectl(['wait', 'node', '--all', '--for=condition=Ready', '--timeout=5s']));
    const ready = Date.now() - begun;
    await until(20, () => kubectl(['get', 'serviceaccount', 'default']));
    await apply(probe);
    await until(60, () => inProbe('nslookup', 'kubernetes.default.svc.cluster.local'));
    const answered = Date.now() - begun;
    console.log(`${provider.name}: node Ready after ${seconds(ready)}, DNS after ${seconds(answered)}`);
    expect(answered).toBeLessThan(60_000);
  });

  test('keeps what a pod wrote to a claim of the default class, for the pod after it', async () => {
    const token = `kept-${Date.now()}`;
    await apply(claim);
    await apply(podOnClaim('writer', `echo ${token} > /data/proof`));
    await succeeded('writer');
    await kubectl(['delete', 'pod', 'writer']);
    await apply(podOnClaim('reader', 'cat /data/proof'));
    await succeeded('reader');
    expect(await kubectl(['logs', 'reader'])).toBe(`${token}\n`);
  });

  test('frees the storage of a claim that is deleted', async () => {
    await kubectl(['delete', 'pod', 'reader', '--wait=true']);
    await kubectl(['delete', 'pvc', 'data', '--wait=true']);
    await until(60, async () => expect(await kubectl(['get', 'pv', '--output=name'])).toBe(''));
    const left = await must('docker', ['exec', node, 'find', '/tmp/hostpath-provisioner', '-mindepth', '1']);
    expect(left).toBe('');
  });

  test('answers at a NodePort from the host, and at the Service name from a pod', async () => {
    const answer = `hello-${Date.now()}`;
    await apply(web(answer));
    const port = await kubectl(['get', 'service', 'web', '-o', 'jsonpath={.spec.ports[0].nodePort}']);
    const address = await addressOf(node);
    const body = await until(60, async () => (await fetch(`http://${address}:${port}/`)).text());
    expect(body).toBe(`${answer}\n`);
    expect(await inProbe('wget', '-q', '-O', '-', 'http://web.default.svc.cluster.local/')).toBe(`${answer}\n`);
  });

  test('refuses a Service address that leads to no pod, from a pod and from the node', async () => {
    // Each says so in its own words; a proxy at the way out would have answered.
    const nowhere = 'http://10.111.255.254/';
    await expect(inProbe('wget', '-q', '-O', '-', nowhere)).rejects.toThrow('Connection refused');
    const byNode = must('docker', ['exec', node, 'curl', '--silent', '--show-error', '--max-time', '5', nowhere]);
    await expect(byNode).rejects.toThrow('Failed to connect');
  });

  test('routes a host name to a Service by an Ingress', async () => {
    const answer = `routed-${Date.now()}`;
    await load(node, controllerImage);
    await kubectl(['apply', '-f', controllerManifest]);
    await kubectl(['rollout', 'status', 'daemonset/ingress', '--namespace=ingress', '--timeout=90s']);
    await kubectl(['delete', 'pod', 'web', '--wait=true']);
    await apply(web(answer));
    await apply(ingressFor('todo.local'));
    const address = await addressOf(node);
    // The pod before it may answer until its endpoint is gone.
    await until(60, async () => expect(await getAs('todo.local', address)).toBe(`${answer}\n`));
    await expect(getAs('other.local', address)).rejects.toThrow('404 ingress: no rule for host "other.local"');
  });

  test('denies what a NetworkPolicy denies, in both directions, and allows what another allows', async () => {
    await load(node, policiesImage);
    await kubectl(['apply', '-f', policiesManifest]);
    await kubectl(['rollout', 'status', 'daemonset/network-policies', '-n', 'kube-system', '--timeout=90s']);
    await apply(friend);
    await kubectl(['wait', 'pod', 'friend', '--for=condition=Ready', '--timeout=60s']);
    // BusyBox's own limit of time (-T) crashes in a static build.
    const page = ['timeout', '2', 'wget', '-q', '-O', '-', 'http://web.default.svc.cluster.local/'];
    const reaches = async (pod: string, wanted: boolean): Promise<void> =>
      until(30, async () => {
        const reached = await kubectl(['exec', pod, '--', ...page]).then(
          () => true,
          () => false,
        );
        expect(`${pod} reaches web: ${reached}`).toBe(`${pod} reaches web: ${wanted}`);
      });
    for (const pod of ['probe', 'friend']) await reaches(pod, true);
    await apply(closed);
    for (const pod of ['probe', 'friend']) await reaches(pod, false);
    await apply(friendsOnly);
    await reaches('friend', true);
    await reaches('probe', false);
    await apply(namesOnly);
    await reaches('friend', false);
    expect(await kubectl(['exec', 'friend', '--', 'nslookup', 'web.default.svc.cluster.local'])).toContain('Address');
    await kubectl(['delete', 'networkpolicy', '--all']);
    for (const pod of ['probe', 'friend']) await reaches(pod, true);
  });

  /** The engine's resolver knows the node by its name, and no cluster does: the question leaves the cluster. */
  test('resolves a name from outside in a pod', async () => {
    const answer = await until(20, () => inProbe('nslookup', `${node}.`));
    expect(answer).toContain(await addressOf(node));
  });

  if (provider.name === 'kind')
    describe('that somebody else made', () => {
      deployedThroughRegistry({ context: provider.context(cluster), node });
    });

  test('keeps what was written to a claim when its node starts again', async () => {
    const token = `lasting-${Date.now()}`;
    await apply(claim);
    await apply(podOnClaim('before', `echo ${token} > /data/proof && sync`));
    await succeeded('before');
    await provider.restart(cluster);
    await until(60, () => kubectl(['wait', 'node', '--all', '--for=condition=Ready', '--timeout=5s']));
    await until(60, () => kubectl(['delete', 'pod', 'before', '--ignore-not-found', '--wait=true']));
    await apply(podOnClaim('after', 'cat /data/proof'));
    await succeeded('after');
    expect(await kubectl(['logs', 'after'])).toBe(`${token}\n`);
  });

  const succeeded = (pod: string): Promise<string> =>
    kubectl(['wait', 'pod', pod, '--for=jsonpath={.status.phase}=Succeeded', '--timeout=90s']);
});

const addressOf = async (node: string): Promise<string> =>
  (
    await must('docker', ['inspect', '--format', '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}', node])
  ).trim();

const load = async (node: string, image: string): Promise<void> => {
  const save = spawn('docker', ['save', image], { stdio: ['ignore', 'pipe', 'inherit'] });
  const load = spawn('docker', ['exec', '-i', node, 'ctr', '-n', 'k8s.io', 'images', 'import', '-'], {
    stdio: [save.stdout, 'ignore', 'inherit'],
  });
  const [code] = await once(load, 'close');
  expect(code).toBe(0);
};

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
