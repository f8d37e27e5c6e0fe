import { randomFillSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../../src/adapters/clock-system.ts';
import { nodeExec } from '../../../src/adapters/exec-node.ts';
import { buildImage } from '../../../src/images/build.ts';
import { type LoadContext, loadImages } from '../../../src/images/load/load.ts';
import type { ClusterHandle } from '../../../src/model/cluster.ts';
import type { BuiltImage } from '../../../src/model/image.ts';
import { parseInfo } from '../../../src/tools/docker-output.ts';
import type { Bench, Row, Sides } from '../row.ts';
import { timed } from '../row.ts';
import { shell } from '../shell.ts';

const megabytes = 500;
const profile = 'taskflow-bench';

export const firstLoad: Row = {
  id: 'load-first',
  title: `image of ${megabytes} MB into the node, first time`,
  against: '`minikube image load`',
  goal: { kind: 'ratio', most: 1 / 2.5, unit: 'ms' },
  minutes: 2,
  open: (bench) => openSides(bench, { keepsBase: false }),
};

export const layerLoad: Row = {
  id: 'load-layer',
  title: 'the same image after one small layer changed',
  against: '`minikube image load`',
  goal: { kind: 'ratio', most: 1 / 6, unit: 'ms' },
  minutes: 2,
  open: (bench) => openSides(bench, { keepsBase: true }),
};

/** A node of the real Minikube; each side has an image of its own, so that neither finds what the other has brought. */
async function openSides(bench: Bench, { keepsBase }: { readonly keepsBase: boolean }): Promise<Sides> {
  await shell('minikube', ['start', '-p', profile, '--interactive=false', '--embed-certs', '--force'], {
    env: bench.environment,
  });
  const context = await contextOf(bench);
  const side = (name: string, load: (image: BuiltImage) => Promise<unknown>) => {
    let turn = 0;
    return async () => {
      if (turn === 0 || !keepsBase) writeBase(bench, name);
      const image = await build(bench, name, `${turn++}`, context);
      if (keepsBase && turn === 1) {
        // The base is brought by the same means and not counted.
        await load(image);
        const changed = await build(bench, name, `${turn++}`, context);
        return timed(() => load(changed));
      }
      return timed(() => load(image));
    };
  };
  const theirs = ({ tags: [tag = ''] }: BuiltImage): Promise<unknown> =>
    shell('minikube', ['-p', profile, 'image', 'load', tag], { env: bench.environment });
  return {
    ours: side('ours', (image) => loadImages([image], context)),
    theirs: side('theirs', theirs),
    close: () => close(bench),
  };
}

async function contextOf(bench: Bench): Promise<LoadContext> {
  Object.assign(process.env, bench.environment);
  const exec = nodeExec({ text: (text) => text, add: () => {} });
  const engine = parseInfo((await exec({ tool: 'docker', args: ['info', '--format', '{{json .}}'] })).stdout);
  if (!engine) throw new Error('no Docker Engine answers');
  const cluster = {
    provider: 'minikube',
    name: profile,
    runtime: 'containerd',
    nodes: [{ name: profile, address: '', access: { kind: 'container', container: profile } }],
  } as unknown as ClusterHandle;
  return {
    cluster,
    docker: { tool: 'docker' },
    engine,
    ports: { exec, clock: systemClock, signal: new AbortController().signal, emit: () => {} },
    providerTool: 'minikube',
    memory: join(bench.work, 'layers.json'),
  };
}

const build = (bench: Bench, name: string, line: string, { docker, ports }: LoadContext): Promise<BuiltImage> => {
  writeFileSync(join(bench.work, name, 'line'), `${line} ${Math.random()}`);
  return buildImage(
    {
      ...{ name, dockerfile: `${name}/Dockerfile`, context: name, args: {}, secrets: {}, limits: {} },
      tags: [`taskflow-bench-${name}:${line}`],
    },
    { docker, builder: 'classic', workspace: bench.work, cacheDir: join(bench.work, 'cache'), ports },
  );
};

/** Bytes that nothing can compress, in several layers as real images have them. */
function writeBase(bench: Bench, name: string): void {
  const layers = 5;
  const folder = join(bench.work, name);
  mkdirSync(folder, { recursive: true });
  const files = Array.from({ length: layers }, (_, layer) => `base${layer}`);
  for (const file of files)
    writeFileSync(join(folder, file), randomFillSync(Buffer.alloc((megabytes * 1_000_000) / layers)));
  const copies = [...files, 'line'].map((file) => `COPY ${file} /${file}`);
  writeFileSync(join(folder, 'Dockerfile'), ['FROM scratch', ...copies, 'CMD ["/none"]', ''].join('\n'));
}

async function close(bench: Bench): Promise<void> {
  await shell('minikube', ['delete', '-p', profile], { env: bench.environment });
  const { output } = await shell('docker', ['image', 'ls', '-q', '--filter', 'reference=taskflow-bench-*']);
  const images = [...new Set(output.split('\n').filter(Boolean))];
  if (images.length > 0) await shell('docker', ['image', 'rm', '-f', ...images]);
}
