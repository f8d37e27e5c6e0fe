import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Archives } from './archive.ts';
import { sha256 } from './chain.ts';
import { copyFile } from './copy.ts';

export interface LayoutImage {
  readonly id: string;
  readonly manifest: string;
  readonly config: Uint8Array;
  readonly layers: readonly { readonly digest: string; readonly size: number }[];
}

interface Manifest {
  readonly manifests?: readonly { readonly digest: string }[];
  readonly config?: { readonly digest: string };
  readonly layers?: readonly { readonly digest: string; readonly size: number }[];
}

export function blobPath(dir: string, digest: string): string {
  return join(dir, 'blobs', 'sha256', digest.slice('sha256:'.length));
}

/** Follows `index.json` to the one image of an OCI layout, as BuildKit writes it for one platform. */
export async function readLayout(dir: string): Promise<LayoutImage> {
  let manifest = JSON.parse(await readFile(join(dir, 'index.json'), 'utf8')) as Manifest;
  let name = '';
  while (manifest.manifests) {
    // The last one is the newest: BuildKit appends to an existing index.
    const digest = manifest.manifests.at(-1)?.digest;
    if (digest === undefined) throw new Error(`${dir}/index.json lists no image`);
    manifest = JSON.parse(await readFile(blobPath(dir, digest), 'utf8')) as Manifest;
    name = digest;
  }
  const id = manifest.config?.digest;
  if (id === undefined) throw new Error(`${dir} holds a manifest without a configuration`);
  const config = await readFile(blobPath(dir, id));
  if (sha256(config) !== id) throw new Error(`${blobPath(dir, id)} is damaged: its content has another digest`);
  return { id, manifest: name, config, layers: manifest.layers ?? [] };
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

/** Takes out what earlier builds left behind, so that the folder stays as large as one image. */
export async function pruneLayout(dir: string): Promise<void> {
  const { id, manifest, layers } = await readLayout(dir);
  const used = new Set([id, manifest, ...layers.map(({ digest }) => digest)]);
  const blobs = await readdir(join(dir, 'blobs', 'sha256'));
  for (const blob of blobs) if (!used.has(`sha256:${blob}`)) await rm(blobPath(dir, `sha256:${blob}`));
}
