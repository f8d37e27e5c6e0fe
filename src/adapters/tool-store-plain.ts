import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { copyFile, mkdir, rename } from 'node:fs/promises';
import { Agent as HttpAgent, get as httpGet, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, get as httpsGet } from 'node:https';
import { dirname, join } from 'node:path';
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

async function download(url: string, to: string, signal: AbortSignal): Promise<void> {
  if (url.startsWith('file:')) return copyFile(fileURLToPath(url), to);
  for (let attempt = 1; ; attempt++) {
    try {
      return await fetchTo(url, to, signal);
    } catch (error) {
      const { status = 0 } = error as { status?: number };
      const final = status >= 400 && status < 500 && status !== 408 && status !== 429;
      if (final || signal.aborted || attempt === attempts) throw error;
    }
  }
}

async function fetchTo(url: string, to: string, signal: AbortSignal): Promise<void> {
  const answer = await answerOf(url, signal);
  const status = answer.statusCode ?? 0;
  if (status !== 200) {
    answer.destroy();
    throw Object.assign(new Error(`HTTP ${status}`), { status });
  }
  await mkdir(dirname(to), { recursive: true });
  try {
    await pipeline(answer, createWriteStream(to), { signal });
  } catch (error) {
    throw new Error('the connection was aborted', { cause: error });
  }
}

/** Through the proxy that the environment names, and after the redirects with which download hosts answer. */
async function answerOf(url: string, signal: AbortSignal, redirects = 5): Promise<IncomingMessage> {
  const [request, Agent] = url.startsWith('https:') ? [httpsGet, HttpsAgent] : [httpGet, HttpAgent];
  const agent = new Agent({ proxyEnv: process.env });
  const [answer] = (await once(request(url, { agent, signal }), 'response')) as [IncomingMessage];
  const { location } = answer.headers;
  if (location === undefined || (answer.statusCode ?? 0) < 300 || redirects === 0) return answer;
  answer.destroy();
  return answerOf(new URL(location, url).href, signal, redirects - 1);
}
