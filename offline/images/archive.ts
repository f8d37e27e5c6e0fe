/** Layers and a configuration as an archive for `docker load`; no engine is needed to make it. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { run } from './run.ts';
import type { ImageConfig } from './specs.ts';

export type ArchiveRequest = {
  readonly name: string;
  readonly description: string;
  /** Uncompressed tar files, the lowest first. */
  readonly layers: readonly string[];
  readonly config: ImageConfig;
  readonly work: string;
  readonly out: string;
};

export const packArchive = async (request: ArchiveRequest): Promise<void> => {
  const { work, layers, out } = request;
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  const digests = await Promise.all(layers.map(sha256OfFile));
  for (const [index, layer] of layers.entries()) await link(layer, join(work, `${digests[index]}.tar`));
  const config = JSON.stringify(imageConfig(request, digests));
  const configName = `${createHash('sha256').update(config).digest('hex')}.json`;
  await writeFile(join(work, configName), config);
  await writeFile(join(work, 'manifest.json'), JSON.stringify(manifest(request.name, configName, digests)));
  await run('tar', ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '-C', work, '-cf', `${out}.part`, '.']);
  await rename(`${out}.part`, out);
  await rm(work, { recursive: true });
};

export const imageConfig = (
  { config, description }: Pick<ArchiveRequest, 'config' | 'description'>,
  digests: readonly string[],
) => ({
  architecture: 'amd64',
  os: 'linux',
  created: '2023-11-14T22:13:20Z',
  config: { ...config, Labels: { 'org.opencontainers.image.description': description } },
  rootfs: { type: 'layers', diff_ids: digests.map((digest) => `sha256:${digest}`) },
  history: digests.map(() => ({ created: '2023-11-14T22:13:20Z', created_by: 'the offline kit' })),
});

const manifest = (name: string, config: string, digests: readonly string[]) => [
  { Config: config, RepoTags: [name], Layers: digests.map((digest) => `${digest}.tar`) },
];

const sha256OfFile = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
};
