import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Failure } from './failure.ts';

type Archived = { readonly file: string; readonly id: string; readonly name: string };

/** Brings the kit's images into the Docker Engine, except those that are there and those of the same name that are not ours. */
export const loadImages = async (kit: string, only: readonly string[], say: (line: string) => void): Promise<void> => {
  const dir = join(kit, 'images');
  if (!existsSync(dir)) throw new Failure('The kit holds no images yet.', 'Build it first: make kit');
  await docker(['version']);
  for (const entry of (await readdir(dir)).sort()) {
    if (!entry.endsWith('.tar') || (only.length > 0 && !only.some((word) => entry.includes(word)))) continue;
    const archived = await readArchive(join(dir, entry));
    const verdict = judge(archived, await inspect(archived.name));
    if (verdict === 'load') await docker(['load', '--quiet', '--input', archived.file]);
    say(`${archived.name.padEnd(48)} ${sentences[verdict]}`);
  }
};

const sentences = {
  load: 'loaded',
  there: 'there already',
  foreign: 'left alone: an image of this name that is not from a kit is there',
} as const;

type Known = { readonly id: string; readonly description: string };

const judge = ({ id }: Archived, known: Known | undefined): keyof typeof sentences => {
  if (!known) return 'load';
  if (known.id === id) return 'there';
  return /not the official image|this kit/i.test(known.description) ? 'load' : 'foreign';
};

/** An archive begins with its manifest, so nothing large is read. */
const readArchive = async (file: string): Promise<Archived> => {
  const { stdout } = await exec('tar', ['--occurrence=1', '-xOf', file, 'manifest.json']);
  const [entry] = JSON.parse(stdout) as readonly { readonly Config: string; readonly RepoTags: readonly string[] }[];
  if (!entry?.RepoTags[0]) throw new Error(`${file} names no image`);
  return { file, id: `sha256:${entry.Config.replace('.json', '')}`, name: entry.RepoTags[0] };
};

const inspect = async (name: string): Promise<Known | undefined> => {
  const format = '{{.Id}} {{index .Config.Labels "org.opencontainers.image.description"}}';
  const listed = await docker(['image', 'ls', '--quiet', name]);
  if (listed.trim() === '') return undefined;
  const [id = '', ...description] = (await docker(['image', 'inspect', '--format', format, name])).trim().split(' ');
  return { id, description: description.join(' ') };
};

const exec = promisify(execFile);

const docker = async (args: readonly string[]): Promise<string> => {
  try {
    return (await exec('docker', args, { maxBuffer: 1 << 26 })).stdout;
  } catch (fault) {
    const said = fault instanceof Error && 'stderr' in fault ? String(fault.stderr).trim() : String(fault);
    throw new Failure(
      `docker ${args[0]} failed: ${said.split('\n')[0]}`,
      'Start an engine: offline/engine start (as root), or set DOCKER_HOST to one that runs.',
    );
  }
};
