import { createHash } from 'node:crypto';
import { link, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256OfFile } from '../lib/hash.ts';
import type { Work } from '../lib/part.ts';

export type ImageConfig = {
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly WorkingDir?: string;
  readonly User?: string;
  readonly StopSignal?: string;
  readonly ExposedPorts?: Readonly<Record<string, object>>;
  readonly Volumes?: Readonly<Record<string, object>>;
  readonly Labels?: Readonly<Record<string, string>>;
};

export type Archive = {
  /** Path in the kit, for instance images/etcd.tar. */
  readonly path: string;
  readonly names: readonly string[];
  /** Uncompressed layer tars, lowest first. */
  readonly layers: readonly string[];
  readonly config: ImageConfig;
};

/** Writes an archive that `docker load`, `ctr images import` and `minikube image load` read. No engine is needed for it. */
export const writeArchive = async ({ out, scratch, run }: Work, archive: Archive): Promise<void> => {
  const dir = join(scratch, `archive-${archive.path.replaceAll('/', '_')}`);
  await mkdir(dir, { recursive: true });
  const digests: string[] = [];
  for (const layer of archive.layers) {
    const digest = await sha256OfFile(layer);
    if (!digests.includes(digest)) await link(layer, join(dir, `${digest}.tar`));
    digests.push(digest);
  }
  const config = JSON.stringify(imageConfig(archive.config, digests));
  const configFile = `${createHash('sha256').update(config).digest('hex')}.json`;
  const manifest = [{ Config: configFile, RepoTags: archive.names, Layers: digests.map((digest) => `${digest}.tar`) }];
  await writeFile(join(dir, configFile), config);
  await writeFile(join(dir, 'manifest.json'), JSON.stringify(manifest));
  await mkdir(dirname(join(out, archive.path)), { recursive: true });
  await run('tar', [
    ...plainTar,
    '-cf',
    join(out, archive.path),
    '-C',
    dir,
    'manifest.json',
    configFile,
    ...new Set(digests.map((digest) => `${digest}.tar`)),
  ]);
};

/** A directory as a layer: owners, modes and links as they are, times zero, so that the same content has the same digest. */
export const writeLayer = async ({ run }: Pick<Work, 'run'>, dir: string, tar: string): Promise<void> => {
  await stat(dir);
  await run('tar', [
    ...plainTar,
    '--numeric-owner',
    '--xattrs',
    '--xattrs-include=security.capability',
    '-cf',
    tar,
    '-C',
    dir,
    '.',
  ]);
};

const plainTar = [
  '--sort=name',
  '--mtime=@0',
  '--format=posix',
  '--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime',
];

const imageConfig = (config: ImageConfig, digests: readonly string[]) => ({
  architecture: 'amd64',
  os: 'linux',
  created: '1970-01-01T00:00:00Z',
  config: { Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'], ...config },
  rootfs: { type: 'layers', diff_ids: digests.map((digest) => `sha256:${digest}`) },
  history: digests.map(() => ({ created: '1970-01-01T00:00:00Z', created_by: 'offline kit' })),
});
