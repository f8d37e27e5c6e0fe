import { once } from 'node:events';
import { copyFile, mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFile, downloadTool, extractTar, extractZip, find, HTTPError } from '@actions/tool-cache';
import type { ToolStore } from '../ports/tool-store.ts';

/** The runner's tool cache; on a laptop a folder of ours, given to the library the way it wants it. */
export function toolStore(folder: string): ToolStore {
  process.env.RUNNER_TOOL_CACHE ??= join(folder, 'tools');
  process.env.RUNNER_TEMP ??= join(folder, 'tmp');
  return {
    find: (name, version) => find(name, version) || undefined,
    keep: (file, name, version) => {
      const program = process.platform === 'win32' ? `${name}.exe` : name;
      return cacheFile(file, program, name, version);
    },
    download,
    unpack: async (archive, to) => {
      await mkdir(to, { recursive: true });
      await (isZip(archive) ? extractZip(archive, to) : extractTar(archive, to));
    },
  };
}

async function download(url: string, to: string, signal: AbortSignal): Promise<void> {
  if (url.startsWith('file:')) {
    await mkdir(dirname(to), { recursive: true });
    await copyFile(fileURLToPath(url), to);
    return;
  }
  try {
    // The library cannot be stopped; nobody waits for it, and the entry ends the process.
    await Promise.race([downloadTool(url, to), once(signal, 'abort').then(() => signal.throwIfAborted())]);
  } catch (error) {
    if (error instanceof HTTPError) throw Object.assign(error, { status: error.httpStatusCode });
    throw error;
  }
}

function isZip(archive: string): boolean {
  return basename(archive).endsWith('.zip');
}
