import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../src/adapters/clock-system.ts';
import { type BuildContext, buildImage } from '../../src/images/build.ts';
import { chooseBuilder } from '../../src/images/builder.ts';
import { type LoadContext, type LoadResult, loadImages } from '../../src/images/load/load.ts';
import type { ImageSpec } from '../../src/images/spec.ts';
import type { ClusterHandle } from '../../src/model/cluster.ts';
import type { BuiltImage } from '../../src/model/image.ts';
import { parseInfo } from '../../src/tools/docker-output.ts';
import { type OwnBuilder, ownBuilder } from './buildkit.ts';
import { cutAfter, exec, run, until } from './cut.ts';

/**
 * A node image that runs nothing but its containerd is a node as far as images are concerned.
 * Needs a Docker Engine and TASKFLOW_K8S_NODE_IMAGE, an image for kind or Minikube that this engine has.
 */
const nodeImage = process.env.TASKFLOW_K8S_MINIKUBE_IMAGE ?? process.env.TASKFLOW_K8S_KIND_IMAGE;
const id = randomBytes(4).toString('hex');
const nodes = [`taskflow-k8s-test-${id}-a`, `taskflow-k8s-test-${id}-b`];
const tag = (name: string): string => `taskflow-k8s-test-${id}-${name}`;

let folder = '';
let context: LoadContext;

beforeAll(async () => {
  if (!nodeImage) throw new Error('set TASKFLOW_K8S_MINIKUBE_IMAGE or TASKFLOW_K8S_KIND_IMAGE to a node image');
  folder = await mkdtemp(join(tmpdir(), 'taskflow-k8s-test-'));
  for (const node of nodes) {
    const started = await run(
      'docker',
      'run',
      '-d',
      '--privileged',
      '--name',
      node,
      '--entrypoint',
      'containerd',
      nodeImage,
    );
    if (started.failed) throw new Error(started.stderr);
    await until(async () => !(await run('docker', 'exec', node, 'crictl', 'images', '-o', 'json')).failed);
  }
  const engine = parseInfo((await run('docker', 'info', '--format', '{{json .}}')).stdout);
  if (!engine) throw new Error('no Docker Engine answers');
  const ports = { exec, clock: systemClock, signal: new AbortController().signal, emit: () => {} };
  const cluster = {
    provider: 'minikube',
    name: 'no-cluster',
    runtime: 'containerd',
    nodes: nodes.map((name) => ({ name, address: '', access: { kind: 'container', container: name } })),
  } as unknown as ClusterHandle;
  const memory = join(folder, 'layers.json');
  context = { cluster, docker: { tool: 'docker' }, engine, ports, providerTool: 'false', memory };
  await mkdir(join(folder, 'app'));
  await writeFile(join(folder, 'app/base'), randomBytes(20_000_000));
  await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY base /base\nCOPY line /line\nCMD ["/none"]\n');
}, 120_000);

afterAll(async () => {
  await run('docker', 'rm', '-f', '-v', ...nodes);
  const images = await run(
    'docker',
    'image',
    'ls',
    '--format',
    '{{.Repository}}:{{.Tag}}',
    '--filter',
    `reference=taskflow-k8s-test-${id}-*`,
  );
  await run('docker', 'image', 'rm', ...images.stdout.split('\n').filter(Boolean));
  await rm(folder, { recursive: true, force: true });
});

beforeEach(() => writeFile(join(folder, 'app/line'), randomBytes(8).toString('hex')));

describe('loading', () => {
  test('brings a new image into every node and verifies it there', async () => {
    const result = await load(await build('app'));
    expect(result).toMatchObject({ fallbacks: [], nodes: [{ verified: true }, { verified: true }] });
    expect(result.bytesSent).toBeGreaterThan(40_000_000);
  }, 120_000);

  test('sends nothing when nothing changed', async () => {
    const image = await build('app');
    await load(image);
    expect(await load(image)).toMatchObject({ way: 'present', bytesSent: 0 });
  }, 120_000);

  test('sends only the changed layer after a change of one line', async () => {
    await load(await build('app'));
    await writeFile(join(folder, 'app/line'), 'changed');
    const result = await load(await build('app'));
    expect(result).toMatchObject({ way: 'missing-layers', fallbacks: [] });
    expect(result.bytesSent / nodes.length).toBeLessThan(20_000);
  }, 120_000);

  test('gives each node what that node lacks', async () => {
    const image = await build('app');
    await load(image);
    await run('docker', 'exec', nodes[1] as string, 'crictl', 'rmi', image.contentTag, ...image.tags);
    const [first, second] = (await load(image)).nodes;
    expect(first?.bytes).toBe(0);
    expect(second?.bytes).toBeGreaterThan(0);
  }, 120_000);

  test('puts a moved tag right without sending the image again', async () => {
    const before = await build('app');
    await load(before);
    await writeFile(join(folder, 'app/line'), 'other');
    await load(await build('app'));
    // Back to the first one: its content is there, but its tags mean the other now.
    expect(await load(before)).toMatchObject({ way: 'present', bytesSent: 0 });
  }, 120_000);

  test('that is broken off leaves the node usable, and no process and no file behind', async () => {
    const image = await build('app');
    const abort = new AbortController();
    const cut = { ...context, ports: { ...context.ports, exec: cutAfter(5_000_000, abort), signal: abort.signal } };
    await expect(loadImages([image], cut)).rejects.toThrow('cut by the test');
    expect((await readdir(tmpdir())).filter((name) => name.startsWith('taskflow-k8s-load-'))).toEqual([]);
    for (const node of nodes) {
      const left = await run(
        'docker',
        'exec',
        node,
        'sh',
        '-c',
        'cat /proc/[0-9]*/cmdline | tr "\\0" " " | grep -c "images[ ]import" || true',
      );
      expect(left.stdout.trim()).toBe('0');
    }
    expect(await load(image)).toMatchObject({ nodes: [{ verified: true }, { verified: true }] });
  }, 120_000);

  test('costs the same memory for a large image', async () => {
    const image = await build('app');
    await load(image);
    await run('docker', 'exec', nodes[0] as string, 'crictl', 'rmi', image.contentTag, ...image.tags);
    const before = process.memoryUsage().rss;
    let peak = before;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 5);
    await writeFile(join(folder, 'app/base'), randomBytes(200_000_000));
    const large = await build('app');
    const built = process.memoryUsage().rss;
    peak = built;
    await load(large);
    clearInterval(watch);
    expect(peak - built).toBeLessThan(80_000_000);
  }, 240_000);
});

describe('a folder that BuildKit wrote', () => {
  let builder: OwnBuilder;
  beforeAll(async () => {
    builder = await ownBuilder(folder);
    await writeFile(join(folder, 'app/base'), randomBytes(20_000_000));
  }, 60_000);
  afterAll(() => builder?.stop());

  const buildThere = async (platform?: string): Promise<BuiltImage> => {
    const wish = { provider: 'kind', runtime: 'containerd', several: platform?.includes(',') ?? false } as const;
    const chosen = await chooseBuilder(builder.docker, wish, context.ports);
    expect(chosen).toBe('layout');
    return build('folder', { docker: builder.docker, builder: chosen }, platform === undefined ? {} : { platform });
  };

  test('reaches every node without Docker, after a change only by what changed, and is not built twice', async () => {
    const image = await buildThere();
    expect(await load(image)).toMatchObject({
      way: 'missing-layers',
      fallbacks: [],
      nodes: [{ verified: true }, { verified: true }],
    });
    expect(await buildThere()).toMatchObject({ id: image.id, reused: true });
    expect(await load(image)).toMatchObject({ way: 'present', bytesSent: 0 });
    await writeFile(join(folder, 'app/line'), 'another line');
    const changed = await load(await buildThere());
    expect(changed.way).toBe('missing-layers');
    expect(changed.bytesSent).toBeLessThan(50_000);
    expect((await run('docker', 'image', 'inspect', `${tag('folder')}:1.0.0`)).failed).toBe(true);
  }, 120_000);

  test('with an image for several platforms gives the nodes the one that is named first', async () => {
    const { arch } = context.engine;
    const other = arch === 'amd64' ? 'arm64' : 'amd64';
    const image = await buildThere(`linux/${arch},linux/${other}`);
    expect(image.architecture).toBe(arch);
    expect(await load(image)).toMatchObject({ nodes: [{ verified: true }, { verified: true }] });
    expect(await buildThere(`linux/${other},linux/${arch}`)).toMatchObject({ architecture: other });
  }, 120_000);
});

describe('a node without space', () => {
  const node = `${nodes[0]}-small`;
  afterAll(() => run('docker', 'rm', '-f', '-v', node));

  test('is named with the remedy, the slower ways are not tried, and nothing half of it stays', async () => {
    const disk = '/var/lib/containerd:size=30m';
    const start = ['--privileged', '--tmpfs', disk, '--name', node, '--entrypoint', 'containerd', nodeImage as string];
    await run('docker', 'run', '-d', ...start);
    await until(async () => !(await run('docker', 'exec', node, 'crictl', 'images', '-o', 'json')).failed);
    const small = { name: node, address: '', access: { kind: 'container', container: node } } as const;
    const image = await build('app');
    const events: string[] = [];
    const emit = (event: { kind: string }): number => events.push(event.kind);
    const where = { ...context, cluster: { ...context.cluster, nodes: [small] }, ports: { ...context.ports, emit } };
    await expect(loadImages([image], where)).rejects.toThrow(`Node ${node} has no space left for the images.`);
    expect(events).toEqual(['progress']);
    const there = await run('docker', 'exec', node, 'crictl', 'images', '-o', 'json');
    expect(JSON.parse(there.stdout).images ?? []).toEqual([]);
    expect((await readdir(tmpdir())).filter((name) => name.startsWith('taskflow-k8s-load-'))).toEqual([]);
  }, 120_000);
});

async function build(
  name: string,
  how: Partial<BuildContext> = {},
  more: Partial<ImageSpec> = {},
): Promise<BuiltImage> {
  const spec = {
    name,
    dockerfile: 'Dockerfile',
    context: 'app',
    args: {},
    secrets: {},
    tags: [`${tag(name)}:1.0.0`],
    limits: {},
    ...more,
  };
  return buildImage(spec, {
    docker: context.docker,
    builder: 'classic',
    workspace: folder,
    cacheDir: join(folder, 'cache'),
    ports: context.ports,
    ...how,
  });
}

function load(image: BuiltImage): Promise<LoadResult> {
  return loadImages([image], context);
}
