import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collect, tarReader } from '../../../src/images/load/tar-read.ts';

/** `ctr images import -`: the node knows the images that the archive names. */
const world = process.argv[2] as string;
const files = new Map<string, Buffer>();
const reader = tarReader((entry) => collect(entry.size, (data) => files.set(entry.name, data)));
for await (const chunk of process.stdin) await reader.push(chunk as Buffer);
reader.end();

interface Descriptor {
  readonly digest: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

const read = (name: string): unknown => JSON.parse((files.get(name) ?? Buffer.alloc(0)).toString('utf8'));
const index = read('index.json') as { manifests: readonly Descriptor[] };
const images = index.manifests.map(({ digest, annotations }) => {
  const manifest = read(`blobs/sha256/${digest.slice('sha256:'.length)}`) as { config: Descriptor };
  return { id: manifest.config.digest, repoTags: [annotations?.['io.containerd.image.name'] ?? ''] };
});
const file = join(world, 'cluster/node-images.json');
const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { images: unknown[] }).images : [];
writeFileSync(file, JSON.stringify({ images: [...known, ...images] }));
