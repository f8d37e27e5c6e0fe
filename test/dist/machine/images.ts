import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tarEnd, tarHeader, tarPadding } from '../../../src/images/load/tar-write.ts';

/** What Docker's store holds once the images are built: descriptions, and one archive in the form of `docker save`. */
export function writeStore(folder: string, names: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  const blobs = new Map<string, Buffer>();
  for (const name of names) {
    const layer = Buffer.concat([tarHeader('app', 0), tarEnd, Buffer.from(name)]);
    const config = Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux', name }));
    const id = digestOf(config);
    blobs.set(digestOf(layer), layer).set(id, config);
    writeFileSync(join(folder, `${name}.id`), id);
    writeFileSync(join(folder, `${name}.json`), JSON.stringify([inspected(id, digestOf(layer), name)]));
  }
  const entries = [...blobs].flatMap(([digest, data]) => [
    tarHeader(`blobs/sha256/${digest.slice('sha256:'.length)}`, data.length),
    data,
    tarPadding(data.length),
  ]);
  writeFileSync(join(folder, 'archive.tar'), Buffer.concat([...entries, tarEnd]));
}

function inspected(id: string, layer: string, name: string): unknown {
  return {
    Id: id,
    RepoTags: [`${name}:latest`],
    Size: 20_000_000,
    Architecture: 'amd64',
    Os: 'linux',
    RootFS: { Layers: [layer] },
    Config: { User: '1000', Env: [], Healthcheck: { Test: ['CMD', 'true'] } },
  };
}

function digestOf(data: Uint8Array): string {
  return `sha256:${createHash('sha256').update(data).digest('hex')}`;
}
