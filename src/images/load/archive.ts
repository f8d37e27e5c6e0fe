import { chainIds, sha256 } from './chain.ts';
import type { Pipe } from './pipe.ts';
import type { EntrySink } from './tar-read.ts';
import { tarEnd, tarHeader, tarPadding } from './tar-write.ts';

/** One image as the archive for a node needs it. */
export interface ArchiveImage {
  /** Canonical names, as the node shall know it. */
  readonly names: readonly string[];
  readonly id: string;
  readonly layers: readonly string[];
}

export interface ArchiveTarget {
  readonly pipe: Pipe;
  readonly images: readonly ArchiveImage[];
  /** Chain ids that this node has unpacked. */
  readonly chains: ReadonlySet<string>;
}

/**
 * Writes one OCI layout per node, side by side. A manifest names every layer by its uncompressed digest, but only those
 * are put in that the node lacks: containerd opens no blob whose layer is already unpacked.
 */
export interface Archives {
  readonly wants: (digest: string) => boolean;
  readonly blob: (digest: string, size: number) => Promise<EntrySink | undefined>;
  /** Layers that were seen, whether sent or not, and the configurations. */
  readonly finish: (sizes: ReadonlyMap<string, number>, configs: ReadonlyMap<string, Uint8Array>) => Promise<void>;
}

export function archives(targets: readonly ArchiveTarget[]): Archives {
  const open = targets.map((target) => ({ ...target, missing: missingOf(target) }));

  const wants = (digest: string): boolean => open.some(({ missing }) => missing.has(digest));

  const blob = async (digest: string, size: number): Promise<EntrySink | undefined> => {
    // Taken out at once: a second image that shares the layer does not send it again.
    const pipes = open.filter(({ missing }) => missing.delete(digest)).map((target) => target.pipe);
    if (pipes.length === 0) return undefined;
    await writeAll(pipes, tarHeader(blobName(digest), size));
    return {
      write: (chunk) => writeAll(pipes, chunk),
      end: () => writeAll(pipes, tarPadding(size)),
    };
  };

  const finish: Archives['finish'] = async (sizes, configs) => {
    for (const { pipe, images, missing } of open) {
      if (missing.size > 0) throw new Error(`the source did not contain ${[...missing].join(', ')}`);
      for (const [name, data] of closing(images, sizes, configs)) await writeFile(pipe, name, data);
      await pipe.write(tarEnd);
      pipe.end();
    }
  };
  return { wants, blob, finish };
}

function missingOf({ images, chains }: ArchiveTarget): Set<string> {
  return new Set(
    images.flatMap(({ layers }) => {
      const ids = chainIds(layers);
      return layers.filter((_, index) => !chains.has(ids[index] as string));
    }),
  );
}

/** Configurations, manifests and the index; their order in the archive does not matter. */
function closing(
  images: readonly ArchiveImage[],
  sizes: ReadonlyMap<string, number>,
  configs: ReadonlyMap<string, Uint8Array>,
): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>([['oci-layout', json({ imageLayoutVersion: '1.0.0' })]]);
  const index = images.flatMap((image) => {
    const config = configs.get(image.id);
    if (!config) throw new Error(`the source did not contain the configuration of ${image.names[0]}`);
    const manifest = json(manifestOf(image, config.length, sizes));
    const digest = sha256(manifest);
    files.set(blobName(image.id), config);
    files.set(blobName(digest), manifest);
    return image.names.map((name) => ({
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest,
      size: manifest.length,
      annotations: { 'io.containerd.image.name': name },
    }));
  });
  return files.set('index.json', json({ schemaVersion: 2, manifests: index }));
}

function manifestOf(image: ArchiveImage, configSize: number, sizes: ReadonlyMap<string, number>): unknown {
  const layers = image.layers.map((digest) => {
    const size = sizes.get(digest);
    if (size === undefined) throw new Error(`the source did not contain the layer ${digest} of ${image.names[0]}`);
    return { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest, size };
  });
  return {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: image.id, size: configSize },
    layers,
  };
}

async function writeFile(pipe: Pipe, name: string, data: Uint8Array): Promise<void> {
  await pipe.write(tarHeader(name, data.length));
  await pipe.write(data);
  await pipe.write(tarPadding(data.length));
}

async function writeAll(pipes: readonly Pipe[], chunk: Uint8Array): Promise<void> {
  await Promise.all(pipes.map((target) => target.write(chunk)));
}

function blobName(digest: string): string {
  return `blobs/sha256/${digest.slice('sha256:'.length)}`;
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
