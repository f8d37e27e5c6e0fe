import { createWriteStream, existsSync } from 'node:fs';
import { copyFile, mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { Exec } from '../ports/exec.ts';
import type { ToolStore } from '../ports/tool-store.ts';

const attempts = 3;

/** For the command line: a folder of ours, and nothing printed that is not ours. */
export function plainToolStore(folder: string, exec: Exec): ToolStore {
  const place = (name: string, version: string): string => join(folder, 'tools', name, version);
  return {
    find: (name, version) => (existsSync(place(name, version)) ? place(name, version) : undefined),
    keep: async (file, name, version) => {
      const program = process.platform === 'win32' ? `${name}.exe` : name;
      const aside = `${place(name, version)}.${process.pid}`;
      await mkdir(aside, { recursive: true });
      await copyFile(file, join(aside, program));
      await rename(aside, place(name, version));
      return place(name, version);
    },
    download,
    unpack: async (archive, to) => {
      await mkdir(to, { recursive: true });
      // bsdtar, which is what Windows and macOS have, also reads zip.
      const outcome = await exec({ tool: 'tar', args: ['-xf', archive, '-C', to] });
      if (outcome.failed) throw new Error(`${archive} cannot be unpacked: ${outcome.stderr.trim() || outcome.ended}`);
    },
  };
}

async function download(url: string, to: string): Promise<void> {
  if (url.startsWith('file:')) return copyFile(fileURLToPath(url), to);
  for (let attempt = 1; ; attempt++) {
    try {
      return await fetchTo(url, to);
    } catch (error) {
      const { status = 0 } = error as { status?: number };
      const final = status >= 400 && status < 500 && status !== 408 && status !== 429;
      if (final || attempt === attempts) throw error;
    }
  }
}

async function fetchTo(url: string, to: string): Promise<void> {
  const response = await fetch(url);
  if (!response.ok || !response.body)
    throw Object.assign(new Error(`HTTP ${response.status}`), { status: response.status });
  await mkdir(dirname(to), { recursive: true });
  try {
    await pipeline(Readable.fromWeb(response.body), createWriteStream(to));
  } catch (error) {
    throw new Error('the connection was aborted', { cause: error });
  }
}
