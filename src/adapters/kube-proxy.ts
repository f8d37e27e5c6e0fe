import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineSplitter } from '../lib/lines.ts';
import type { Exec } from '../ports/exec.ts';
import type { KubeAnswer, KubeApi, OpenKube, WatchEvent } from '../ports/kube.ts';
import { endOrphans, noteProxy, proxyPrefix } from './proxy-orphans.ts';

/**
 * The API by way of `kubectl proxy` on a socket that only this user can open: every kind of authentication that kubectl
 * knows works, and one process serves all requests and watches of a run.
 */
export function kubeByProxy(exec: Exec): OpenKube {
  return async ({ kubeconfig, context }) => {
    await endOrphans();
    const folder = await mkdtemp(join(tmpdir(), proxyPrefix));
    const socketPath = join(folder, 'api.sock');
    const stop = new AbortController();
    const serving = Promise.withResolvers<void>();
    const command = {
      tool: 'kubectl',
      args: ['proxy', '--kubeconfig', kubeconfig, '--context', context, '--unix-socket', socketPath],
    };
    let noted = Promise.resolve();
    const done = exec(command, {
      signal: stop.signal,
      onSpawn: (pid) => {
        noted = noteProxy(folder, pid);
      },
      onLine: (line) => /Starting to serve/.test(line) && serving.resolve(),
    }).then((outcome) => {
      serving.reject(new Error(`kubectl proxy ended: ${outcome.stderr.trim() || outcome.ended}`));
    });
    // A proxy that ends later makes its requests fail, which says it well enough.
    serving.promise.catch(() => undefined);
    await serving.promise;
    await noted;
    return {
      request: (method, path, body, signal) => send(socketPath, method, path, body, signal),
      watch: (path, onEvent, signal) => watch(socketPath, path, onEvent, signal),
      close: async () => {
        stop.abort();
        await done;
        await rm(folder, { recursive: true, force: true });
      },
    };
  };
}

const contentTypes: Readonly<Record<string, string>> = {
  PATCH: 'application/strategic-merge-patch+json',
  MERGE: 'application/merge-patch+json',
};

type Send = KubeApi['request'];
const requestTimeoutMs = 30_000;

async function send(
  socketPath: string,
  method: Parameters<Send>[0],
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<KubeAnswer> {
  const limit = AbortSignal.timeout(requestTimeoutMs);
  const response = await open(socketPath, method, path, body, signal ? AbortSignal.any([signal, limit]) : limit);
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return { status: response.statusCode ?? 0, body: parse(text) };
}

async function watch(
  socketPath: string,
  path: string,
  onEvent: (event: WatchEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const response = await open(socketPath, 'GET', path, undefined, signal);
  const lines = lineSplitter((line) => line && onEvent(JSON.parse(line) as WatchEvent));
  for await (const chunk of response) lines.push(chunk as Buffer);
  lines.end();
}

function open(
  socketPath: string,
  method: string,
  path: string,
  body: unknown,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const contentType = contentTypes[method] ?? 'application/json';
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      host: 'localhost',
      accept: 'application/json',
      // Node says no length for a DELETE by itself, and its body would be read as the next request.
      ...(text === undefined ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(text) }),
    };
    const request = httpRequest(
      { socketPath, method: method === 'MERGE' ? 'PATCH' : method, path, headers, signal },
      resolve,
    );
    request.once('error', reject);
    request.end(text);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
