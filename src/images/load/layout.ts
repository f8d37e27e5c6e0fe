import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Archives } from './archive.ts';
import { sha256 } from './chain.ts';
import { copyFile } from './copy.ts';

export interface LayoutImage {
  readonly id: string;
  readonly config: Uint8Array;
  readonly layers: readonly { readonly digest: string; readonly size: number }[];
}

interface Descriptor {
  readonly digest: string;
  readonly platform?: { readonly os?: string; readonly architecture?: string };
}

interface Manifest {
  readonly manifests?: readonly Descriptor[];
  readonly config?: { readonly digest: string };
  readonly layers?: readonly { readonly digest: string; readonly size: number }[];
}

export function blobPath(dir: string, digest: string): string {
  return join(dir, 'blobs', 'sha256', digest.slice('sha256:'.length));
}

/** Follows `index.json` to one image of an OCI layout, as BuildKit writes it: of several platforms, the first that was asked for. */
export async function readLayout(dir: string, platform = ''): Promise<LayoutImage> {
  let manifest = JSON.parse(await readFile(join(dir, 'index.json'), 'utf8')) as Manifest;
  while (manifest.manifests) {
    const digest = choose(manifest.manifests, platform)?.digest;
    if (digest === undefined) throw new Error(`${dir}/index.json lists no image${platform && ` for ${platform}`}`);
    manifest = await readManifest(dir, digest);
  }
  const id = manifest.config?.digest;
  if (id === undefined) throw new Error(`${dir} holds a manifest without a configuration`);
  const config = await readFile(blobPath(dir, id));
  if (sha256(config) !== id) throw new Error(`${blobPath(dir, id)} is damaged: its content has another digest`);
  return { id, config, layers: manifest.layers ?? [] };
}

/** An index that does not say platforms has one image; BuildKit appends to an existing one, so the last is the newest. */
function choose(manifests: readonly Descriptor[], platform: string): Descriptor | undefined {
  const [os = '', architecture = ''] = platform.split(',')[0]?.split('/') ?? [];
  const known = manifests.filter((each) => each.platform?.architecture !== undefined);
  if (known.length === 0 || platform === '') return manifests.findLast((each) => each.platform?.os !== 'unknown');
  return known.findLast((each) => each.platform?.os === os && each.platform.architecture === architecture);
}

async function readManifest(dir: string, digest: string): Promise<Manifest> {
  return JSON.parse(await readFile(blobPath(dir, digest), 'utf8')) as Manifest;
}

/** Nothing has to be exported, and blobs that every node has are not even opened. */
export async function copyLayout(
  image: LayoutImage & { readonly dir: string },
  target: Archives,
): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  for (const { digest } of image.layers) {
    const { size } = await stat(blobPath(image.dir, digest));
    sizes.set(digest, size);
    if (target.wants(digest)) await copyFile(blobPath(image.dir, digest), await target.blob(digest, size));
  }
  return sizes;
}

/** Takes out what earlier builds left behind, so that the folder stays as large as its images. */
export async function pruneLayout(dir: string): Promise<void> {
  const used = new Set<string>();
  const visit = async (manifest: Manifest): Promise<void> => {
    for (const { digest } of [...(manifest.config ? [manifest.config] : []), ...(manifest.layers ?? [])])
      used.add(digest);
    for (const { digest } of manifest.manifests ?? []) {
      used.add(digest);
      await visit(await readManifest(dir, digest));
    }
  };
  await visit(JSON.parse(await readFile(join(dir, 'index.json'), 'utf8')) as Manifest);
  const blobs = await readdir(join(dir, 'blobs', 'sha256'));
  for (const blob of blobs) if (!used.has(`sha256:${blob}`)) await rm(blobPath(dir, `sha256:${blob}`));
}
