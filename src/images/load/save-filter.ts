import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Archives } from './archive.ts';
import { copyFile } from './copy.ts';
import { collect, type EntrySink, type TarEntry, type TarReader, tarReader } from './tar-read.ts';

/** Path of a layer in a `docker save` archive → its digest, learnt from an earlier archive. */
export type KnownLayers = ReadonlyMap<string, string>;

export interface SaveFilter {
  readonly reader: TarReader;
  /** Layer digest → bytes, of every layer that came by. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly configs: ReadonlyMap<string, Uint8Array>;
  /** What this archive taught about layer paths. */
  readonly learnt: ReadonlyMap<string, string>;
}

export interface SaveFilterOptions {
  readonly archives: Archives;
  readonly layers: ReadonlySet<string>;
  readonly ids: ReadonlySet<string>;
  readonly known: KnownLayers;
  /** A folder of our own for a layer whose digest is not known before its last byte. */
  readonly spool: string;
}

/**
 * Reads what `docker image save` writes and passes on the layers that a node lacks.
 * Docker 25 and later name a layer by its digest; before that the name is a private one, and the digest comes from memory or from hashing.
 */
export function saveFilter(options: SaveFilterOptions): SaveFilter {
  const sizes = new Map<string, number>();
  const configs = new Map<string, Uint8Array>();
  const learnt = new Map<string, string>();

  const onEntry = async (entry: TarEntry): Promise<EntrySink | undefined> => {
    if (entry.type !== 'file') return undefined;
    const digest = digestOf(entry.name);
    if (digest !== undefined && options.ids.has(digest))
      return collect(entry.size, (data) => configs.set(digest, data));
    if (digest !== undefined && options.layers.has(digest)) return layer(digest, entry.size);
    if (!entry.name.endsWith('/layer.tar')) return undefined;
    const known = options.known.get(entry.name);
    if (known !== undefined && options.layers.has(known)) {
      learnt.set(entry.name, known);
      return layer(known, entry.size);
    }
    return spooled(options.spool, async (file, digest) => {
      learnt.set(entry.name, digest);
      await copyFile(file, await layer(digest, entry.size));
    });
  };

  const layer = (digest: string, size: number): Promise<EntrySink | undefined> => {
    sizes.set(digest, size);
    return options.archives.blob(digest, size);
  };

  return { reader: tarReader(onEntry), sizes, configs, learnt };
}

/** Keeps a layer in a file until its last byte says which one it is. */
async function spooled(folder: string, done: (file: string, digest: string) => Promise<void>): Promise<EntrySink> {
  const file = join(folder, 'layer.tar');
  const handle = await open(file, 'w');
  const hash = createHash('sha256');
  return {
    write: async (chunk) => {
      hash.update(chunk);
      await handle.write(chunk);
    },
    end: async () => {
      await handle.close();
      await done(file, `sha256:${hash.digest('hex')}`);
      await rm(file);
    },
  };
}

/** Listens to an archive that goes to the node unchanged, and learns its layer paths for the next time. */
export function saveListener(images: readonly { readonly id: string; readonly layers: readonly string[] }[]): {
  reader: TarReader;
  learnt: Map<string, string>;
} {
  const learnt = new Map<string, string>();
  const learn = (data: Buffer): void => {
    for (const { Config, Layers } of JSON.parse(data.toString('utf8')) as SavedImage[]) {
      const image = images.find(({ id }) => digestOf(Config) === id);
      Layers.forEach((path, index) => {
        const digest = image?.layers[index];
        if (digest !== undefined && path.endsWith('/layer.tar')) learnt.set(path, digest);
      });
    }
  };
  const reader = tarReader((entry) => (entry.name === 'manifest.json' ? collect(entry.size, learn) : undefined));
  return { reader, learnt };
}

interface SavedImage {
  readonly Config: string;
  readonly Layers: readonly string[];
}

/** `blobs/sha256/HEX`, or `HEX.json` for the configuration in an archive of an older Docker. */
function digestOf(name: string): string | undefined {
  const hex = /^(?:blobs\/sha256\/)?([0-9a-f]{64})(?:\.json)?$/.exec(name)?.[1];
  return hex && `sha256:${hex}`;
}
