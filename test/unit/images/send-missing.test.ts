import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { chainIds, sha256 } from '../../../src/images/load/chain.ts';
import type { NodePlan } from '../../../src/images/load/nodes.ts';
import { collect, tarReader } from '../../../src/images/load/tar-read.ts';
import { tarEnd, tarHeader, tarPadding } from '../../../src/images/load/tar-write.ts';
import { sendAll, sendMissing, type TransferContext } from '../../../src/images/load/transfer.ts';
import type { ClusterHandle } from '../../../src/model/cluster.ts';
import type { BuiltImage } from '../../../src/model/image.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { fakeExec } from '../../support/fake-exec.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const base = Buffer.from('the base layer '.repeat(100));
const app = Buffer.from('the application');
const layers = [base, app].map((data) => sha256(data));
const config = Buffer.from(JSON.stringify({ architecture: 'amd64', rootfs: { diff_ids: layers } }));
const id = sha256(config);
const hex = (digest: string): string => digest.slice(7);

const image: BuiltImage = {
  name: 'app',
  tags: ['app:1.0', 'app:latest'],
  contentTag: 'app:sha256-0123',
  id,
  bytes: 1,
  layers,
  user: '1000',
  healthcheck: true,
  architecture: 'amd64',
  env: [],
  source: { kind: 'docker' },
  reused: false,
  durationMs: 1,
};

/** Private layer names, and the list of what is what only at the end. */
const older = tar({
  [`${hex(id)}.json`]: config,
  'aaaa/VERSION': Buffer.from('1.0'),
  'aaaa/layer.tar': app,
  'bbbb/layer.tar': base,
  'manifest.json': Buffer.from(
    JSON.stringify([{ Config: `${hex(id)}.json`, Layers: ['bbbb/layer.tar', 'aaaa/layer.tar'] }]),
  ),
});
const newer = tar({
  [`blobs/sha256/${hex(layers[1] as string)}`]: app,
  [`blobs/sha256/${hex(layers[0] as string)}`]: base,
  [`blobs/sha256/${hex(id)}`]: config,
  'index.json': Buffer.from('{}'),
});

let memory = '';
beforeEach(async () => {
  memory = join(temporaryFolder('taskflow-k8s-test'), 'layers.json');
});

describe.each([
  ['of Docker before 25', older],
  ['of Docker 25 and later', newer],
])('an archive %s', (_, archive) => {
  test('becomes an OCI layout with every layer for an empty node', async () => {
    const received = await send(archive, [new Set()]);
    const files = await untar(received[0] as Buffer);
    expect(files.get(`blobs/sha256/${hex(layers[0] as string)}`)).toEqual(base);
    expect(files.get(`blobs/sha256/${hex(layers[1] as string)}`)).toEqual(app);
    expect(files.get(`blobs/sha256/${hex(id)}`)).toEqual(config);
    const index = json(files, 'index.json') as { manifests: { digest: string; annotations: object }[] };
    expect(index.manifests.map(({ annotations }) => annotations)).toEqual([
      { 'io.containerd.image.name': 'docker.io/library/app:sha256-0123' },
      { 'io.containerd.image.name': 'docker.io/library/app:1.0' },
      { 'io.containerd.image.name': 'docker.io/library/app:latest' },
    ]);
    const manifest = json(files, `blobs/sha256/${hex(index.manifests[0]?.digest ?? '')}`);
    expect(manifest).toMatchObject({
      config: { digest: id, size: config.length },
      layers: [
        { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: layers[0], size: base.length },
        { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: layers[1], size: app.length },
      ],
    });
  });

  test('leaves out what a node has unpacked, for each node on its own', async () => {
    const [first, second] = await send(archive, [new Set(chainIds(layers).slice(0, 1)), new Set()]);
    const blobs = async (data: Buffer | undefined): Promise<number> =>
      [...(await untar(data as Buffer)).keys()].filter((name) => layers.includes(`sha256:${name.slice(13)}`)).length;
    expect(await blobs(first)).toBe(1);
    expect(await blobs(second)).toBe(2);
  });

  test('still names the layers that were left out', async () => {
    const [data] = await send(archive, [new Set(chainIds(layers))]);
    const files = await untar(data as Buffer);
    const { manifests } = json(files, 'index.json') as { manifests: { digest: string }[] };
    expect(json(files, `blobs/sha256/${hex(manifests[0]?.digest ?? '')}`)).toMatchObject({
      layers: [{ size: base.length }, { size: app.length }],
    });
  });
});

test('a layer that is unpacked over other layers does not count as present', async () => {
  const [data] = await send(newer, [new Set([layers[1] as string])]);
  expect((await untar(data as Buffer)).has(`blobs/sha256/${hex(layers[1] as string)}`)).toBe(true);
});

test('layer names of an older Docker are remembered, from a filtered and from a whole archive alike', async () => {
  await send(older, [new Set()]);
  const { recallLayers } = await import('../../../src/images/load/memory.ts');
  const expected = { 'aaaa/layer.tar': layers[1], 'bbbb/layer.tar': layers[0] };
  expect(Object.fromEntries(await recallLayers(memory))).toEqual(expected);
  memory += '.other';
  await sendAll([plan(new Set(), 'n0')], contextFor(older, []));
  expect(Object.fromEntries(await recallLayers(memory))).toEqual(expected);
});

test('an image in a folder that BuildKit wrote is sent without Docker, missing layers only', async () => {
  const dir = temporaryFolder('taskflow-k8s-test');
  await mkdir(join(dir, 'blobs/sha256'), { recursive: true });
  const blob = async (data: Buffer): Promise<{ digest: string; size: number }> => {
    await writeFile(join(dir, 'blobs/sha256', hex(sha256(data))), data);
    return { digest: sha256(data), size: data.length };
  };
  const manifest = { schemaVersion: 2, config: await blob(config), layers: [await blob(base), await blob(app)] };
  const index = { schemaVersion: 2, manifests: [await blob(Buffer.from(JSON.stringify(manifest)))] };
  await writeFile(join(dir, 'index.json'), JSON.stringify(index));
  const received: Buffer[] = [];
  const lacking = [{ ...image, source: { kind: 'layout', dir } as const }];
  await sendMissing(
    [{ ...plan(new Set(chainIds(layers).slice(0, 1)), 'n0'), lacking }],
    contextFor(Buffer.alloc(0), received),
  );
  const files = await untar(received[0] as Buffer);
  expect(files.get(`blobs/sha256/${hex(layers[1] as string)}`)).toEqual(app);
  expect(files.has(`blobs/sha256/${hex(layers[0] as string)}`)).toBe(false);
  expect(files.get(`blobs/sha256/${hex(id)}`)).toEqual(config);
});

test('an archive without the image is an error, and the import ends', async () => {
  await expect(send(tar({ 'manifest.json': Buffer.from('[]') }), [new Set()])).rejects.toThrow('did not contain');
});

test('a node that refuses is named, with what it said, and keeps no name of an image that it has not whole', async () => {
  const forgotten: string[] = [];
  const stderr = 'ctr: write /var/x: no space left on device\n';
  const context = contextFor(newer, [], { exitCode: 1, stderr }, forgotten);
  await expect(sendMissing([plan(new Set(), 'n0')], context)).rejects.toThrow('Node n0 has no space left');
  const names = ['sha256-0123', '1.0', 'latest'].map((tag) => `docker.io/library/app:${tag}`);
  expect(forgotten).toEqual([...names, image.id]);
});

test('no temporary file is left', async () => {
  await send(older, [new Set()]);
  // Other runs on the machine may have theirs at the same time.
  const ours = `taskflow-k8s-load-${process.pid}-`;
  expect((await readdir(tmpdir())).filter((name) => name.startsWith(ours))).toEqual([]);
});

async function send(archive: Buffer, chains: readonly ReadonlySet<string>[]): Promise<Buffer[]> {
  const received: Buffer[] = [];
  const plans = chains.map((set, index) => plan(set, `n${index}`));
  await sendMissing(plans, contextFor(archive, received));
  return received;
}

function plan(chains: ReadonlySet<string>, name: string): NodePlan {
  const node = { name, address: '10.0.0.2', access: { kind: 'container', container: name } } as const;
  return { node, store: { images: new Map(), snapshotter: 'overlayfs', chains }, lacking: [image], retag: [] };
}

function contextFor(
  archive: Buffer,
  received: Buffer[],
  imported: { exitCode?: number; stderr?: string } = {},
  forgotten: string[] = [],
): TransferContext {
  const { exec } = fakeExec([
    {
      when: 'docker image save',
      during: async (_, { onStdout }) => {
        for (let at = 0; at < archive.length; at += 700) await onStdout?.(archive.subarray(at, at + 700));
      },
    },
    {
      when: /^docker exec -i n\d ctr -n k8s\.io images import --snapshotter overlayfs -$/,
      ...imported,
      during: async ({ args, stdin }) => {
        const chunks: Buffer[] = [];
        for await (const chunk of stdin as Readable) chunks.push(chunk as Buffer);
        received[Number((args[2] as string).slice(1))] = Buffer.concat(chunks);
      },
    },
    {
      when: 'docker exec n0 ctr -n k8s.io images remove --sync',
      during: ({ args }) => void forgotten.push(...args.slice(8)),
    },
  ]);
  const ports = { exec, clock: fakeClock(), signal: new AbortController().signal, emit: () => {} };
  return { cluster: { runtime: 'containerd' } as ClusterHandle, docker: { tool: 'docker' }, ports, memory };
}

function tar(files: Record<string, Buffer>): Buffer {
  const parts = Object.entries(files).flatMap(([name, data]) => [
    tarHeader(name, data.length),
    data,
    tarPadding(data.length),
  ]);
  return Buffer.concat([...parts, tarEnd]);
}

async function untar(archive: Buffer): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const reader = tarReader((entry) => collect(entry.size, (data) => files.set(entry.name, data)));
  await reader.push(archive);
  reader.end();
  return files;
}

function json(files: ReadonlyMap<string, Buffer>, name: string): unknown {
  return JSON.parse((files.get(name) as Buffer).toString());
}
