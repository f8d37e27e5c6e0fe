import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcp } from 'node:net';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Job, type JobSettings, job, newCache, root } from './job.ts';
import { type Watch, watchEngine } from './remains.ts';
import { must } from './shell.ts';

/** What goes wrong around a cluster, on a real engine with real clusters of kind: the sentence, the exit code, and what is left. */
const name = `fail${process.pid}`;
const minutes = 60_000;
const cache = newCache();
const images = join(root, '.taskflow-k8s', name);
const folder = relative(root, images);
let watch: Watch;
const jobs: Job[] = [];

beforeAll(() => {
  watch = watchEngine();
  mkdirSync(images, { recursive: true });
});

afterAll(async () => {
  for (const each of jobs) each.cancel();
  await Promise.all(jobs.map((each) => each.exited));
  for (const cluster of (await must('kind', ['get', 'clusters']))
    .split('\n')
    .filter((each) => each.startsWith(`tf-${name}`)))
    await must('kind', ['delete', 'cluster', '--name', cluster]);
  for (const network of (await watch.remains(`tf-${name}`)).filter((each) => each.startsWith('network ')))
    await must('docker', ['network', 'rm', network.slice('network '.length)]);
  const built = await must('docker', ['image', 'ls', '--quiet', '--filter', `reference=${name}`]);
  if (built) await must('docker', ['image', 'rm', '--force', ...new Set(built.trim().split('\n'))]);
  watch.stop();
  for (const each of [cache, images]) rmSync(each, { recursive: true, force: true });
}, 2 * minutes);

const tags = [`${name}:1.0.0`];
const app = { dockerfile: 'test/e2e/releases/app/Dockerfile', context: 'test/e2e/releases/app', tags };

const documentOf = (more: object = {}): object => ({
  version: 1,
  name,
  cluster: { provider: 'kind', keep: false },
  images: { app },
  accept: { weak: true },
  releases: {
    shop: {
      chart: 'test/e2e/releases/charts/shop',
      images: { 'api.image': 'app', 'web.image': 'app' },
      set: { 'web.enabled': false },
    },
  },
  checkpoints: { 'shop-deployed': { stable: '1s' } },
  ...more,
});

const start = (settings: Partial<JobSettings> & { readonly more?: object }): Job => {
  const started = job({ cache, document: documentOf(settings.more), ...settings });
  jobs.push(started);
  return started;
};

const imageOf = (id: string, dockerfile: string): object => {
  writeFileSync(join(images, `${id}.Dockerfile`), dockerfile);
  return { app: { dockerfile: `${folder}/${id}.Dockerfile`, context: folder, tags } };
};

async function nothingLeft(): Promise<void> {
  expect(jobs.flatMap((each) => each.left())).toEqual([]);
  expect(await watch.remains(`tf-${name}`)).toEqual([]);
  expect(readdirSync(join(cache, 'taskflow-k8s/clusters')).filter((each) => !each.endsWith('.lock'))).toEqual([]);
}

async function ended(started: Job, code: number, ...sentences: readonly (string | RegExp)[]): Promise<void> {
  const was = await started.exited;
  for (const sentence of sentences) expect(started.output()).toMatch(sentence);
  expect({ code: was, output: was === code ? '' : started.output() }).toEqual({ code, output: '' });
}

test(
  'no Docker, no registry of the base image, a build that fails, a port that is taken',
  async () => {
    const listener = createTcp().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    const node = `{ role: control-plane, extraPortMappings: [{ containerPort: 30999, hostPort: ${port}, listenAddress: 127.0.0.1 }] }`;
    writeFileSync(join(images, 'kind.yaml'), `kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes: [${node}]\n`);
    const down = start({ more: { name: `${name}-down` }, env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' } });
    const registry = start({ more: { name: `${name}-base`, images: imageOf('base', 'FROM 127.0.0.1:9/base:1\n') } });
    const broken = start({
      more: { name: `${name}-broken`, images: imageOf('broken', 'FROM busybox:1.36\nRUN echo last words; exit 7\n') },
    });
    const cluster = { provider: 'kind', keep: false, config: `${folder}/kind.yaml` };
    const taken = start({ more: { name: `${name}-taken`, cluster } });
    await ended(down, 3, /Docker daemon does not answer|docker daemon/i);
    await ended(registry, 3, 'the registry of a base image cannot be reached');
    await ended(broken, 1, 'Image app does not build', 'broken.Dockerfile:2', 'last words');
    await ended(taken, 3, 'a port that is needed on this machine is taken');
    listener.close();
    await nothingLeft();
  },
  4 * minutes,
);

test(
  'cancelled while a program is downloaded, and in the middle of a start and a build',
  async () => {
    const slow = createServer((_, response) => void response.writeHead(200, { 'content-length': '1000' }).write('#'));
    slow.listen(0, '127.0.0.1');
    await once(slow, 'listening');
    const mirror = `http://127.0.0.1:${(slow.address() as AddressInfo).port}`;
    const asked = once(slow, 'request');
    const tools = start({
      more: { name: `${name}-tools`, tools: { mirror, kind: { version: 'v0.33.1' } } },
    });
    await asked;
    tools.cancel();
    await ended(tools, 130);
    slow.closeAllConnections();
    slow.close();
    expect(readdirSync(join(cache, 'taskflow-k8s')).includes('tools')).toBe(false);

    const pause = 4000 + process.pid;
    const both = start({
      more: { name: `${name}-both`, images: imageOf('slow', `FROM busybox:1.36\nRUN sleep ${pause}\n`) },
    });
    await both.says(/kind: .*(control-plane|configuration)/i);
    await both.says(/step 2 of 2/i);
    both.cancel();
    await ended(both, 130);
    expect(await must('sh', ['-c', `ps axo args | grep "[s]leep ${pause}" || true`])).toBe('');
    await nothingLeft();
  },
  3 * minutes,
);

test(
  'a node of another Kubernetes than was wanted is refused, and not kept',
  async () => {
    const wrong = start({
      more: { name: `${name}-wrong`, cluster: { provider: 'kind', kubernetes: 'v1.30.0', keep: true } },
    });
    await ended(wrong, 1, /Kubernetes v1\.30\.0 is wanted, but node \S+ runs v\d/);
    expect(await watch.remains(`tf-${name}`)).toEqual([]);
  },
  4 * minutes,
);

test(
  'cancelled while loading, the node killed: the next run finds out and makes it again, beside another job, and both are green',
  async () => {
    const large = imageOf('large', 'FROM busybox:1.36\nRUN head -c 150000000 /dev/urandom > /large\nUSER 1000\n');
    const keep = { name: `${name}-kept`, cluster: { provider: 'kind', keep: true } };
    const first = start({ more: { ...keep, images: large } });
    await first.says(/into 1 node/);
    first.cancel();
    await ended(first, 130);
    expect(first.left()).toEqual([]);
    const [node = ''] = (await watch.remains(`tf-${name}-kept`)).flatMap(
      (line) => /^container (\S+)/.exec(line)?.[1] ?? [],
    );
    await must('docker', ['kill', node]);

    const again = start({ more: keep });
    const beside = start({ more: { ...keep, name: `${name}-beside` } });
    await Promise.all([
      ended(again, 0, /Cluster tf-\S+ is made again, because the one that was there does not run/),
      ended(beside, 0),
    ]);
    const addresses = [again, beside].map((each) => each.report().environment['cluster-ip']);
    expect(new Set(addresses).size).toBe(2);
    for (const document of [documentOf(keep), documentOf({ ...keep, name: `${name}-beside` })])
      await ended(start({ document, command: 'down' }), 0, 'is deleted');
    await nothingLeft();
  },
  6 * minutes,
);
