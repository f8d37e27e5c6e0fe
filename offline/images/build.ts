/**
 * Builds the archives of the stand-in images: `node offline/images/build.ts --out DIR [NAME...]`.
 * What is there already is kept; a root that several images share is built once.
 */
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packArchive } from './archive.ts';
import { buildNodeLayer } from './layer.ts';
import { buildRoot } from './root.ts';
import { type ImageSpec, images, type RootName, roots } from './specs.ts';
import { hostBundle } from './trust.ts';

const folder = import.meta.dirname;

export type ImagesRequest = {
  readonly out: string;
  readonly mirror?: string | undefined;
  readonly say: (line: string) => void;
};

export const buildImage = async (spec: ImageSpec, request: ImagesRequest): Promise<string> => {
  const archive = join(request.out, archiveName(spec.name));
  if (existsSync(archive)) return archive;
  await mkdir(request.out, { recursive: true });
  const layers = [await rootLayer(spec.root, request)];
  if (spec.npm !== undefined) layers.push(await npmLayer(spec.npm, request));
  const { name, description, config } = spec;
  await packArchive({ name, description, config, layers, work: `${archive}.work`, out: archive });
  request.say(`${spec.name}: ${archive}`);
  return archive;
};

export const archiveName = (image: string): string => `${image.replaceAll(/[/:]/g, '_')}.tar`;

const rootLayer = async (name: RootName, { out, mirror, say }: ImagesRequest): Promise<string> => {
  const tar = join(out, `root-${name}.layer`);
  if (existsSync(tar)) return tar;
  say(`${name}: root file system from Debian packages`);
  const part = join(out, `root-${name}.part.tar`);
  await buildRoot({ spec: roots[name], folder, bundle: hostBundle(), tar: part, mirror });
  await rename(part, tar);
  return tar;
};

const npmLayer = async (lock: string, { out, say }: ImagesRequest): Promise<string> => {
  const tar = join(out, `${lock.replaceAll('/', '-')}.layer`);
  if (existsSync(tar)) return tar;
  say(`${lock}: layer from npm packages`);
  await buildNodeLayer(join(folder, lock), `${tar}.work`, `${tar}.part`);
  await rename(`${tar}.part`, tar);
  return tar;
};

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({ options: { out: { type: 'string' } }, allowPositionals: true });
  const out = values.out ?? 'images';
  const unknown = positionals.filter((name) => !images.some((spec) => spec.name === name));
  if (unknown.length > 0) {
    throw new Error(`no such image: ${unknown.join(', ')}; there are ${images.map(({ name }) => name).join(', ')}`);
  }
  const wanted = images.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  for (const spec of wanted) {
    await buildImage(spec, { out, mirror: process.env['TASKFLOW_KIT_DEBIAN_MIRROR'], say: console.log });
  }
};

if (import.meta.main) await main();
