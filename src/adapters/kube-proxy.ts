import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { lineSplitter } from '../lib/lines.ts';
import type { Exec } from '../ports/exec.ts';
import type { KubeAnswer, KubeApi, OpenKube, WatchEvent } from '../ports/kube.ts';
import { endOrphans, noteProxy, proxyPrefix } from './proxy-orphans.ts';

/**
 * The API by way of `kubectl proxy` on a socket that only this user can open: every kind of authentication that kubectl
 * knows works, and one process serves all requests and watches of a run. One that was killed is started again.
 */
export function kubeByProxy(exec: Exec): OpenKube {
  return async (target) => {
    await endOrphans();
    let proxy = await serve(exec, target);
    let starting: Promise<Proxy> | undefined;
    let closed = false;
    const running = async (): Promise<Proxy> => {
      if (!proxy.ended() || closed) return proxy;
      starting ??= serve(exec, target).finally(() => {
        starting = undefined;
      });
      proxy = await starting;
      return proxy;
    };
    /** Whether the failure was the proxy's end. The process is told of a moment after its socket is. */
    const hasEnded = async (used: Proxy): Promise<boolean> => {
      await Promise.race([used.done, pause(500, undefined, { ref: false })]);
      return used.ended() && !closed;
    };
    return {
      request: async (method, path, body, signal) => {
        const used = await running();
        try {
          return await send(used.socketPath, method, path, body, signal);
        } catch (fault) {
          // What may have been done already is not asked for twice.
          if (!(method === 'GET' || isRefused(fault)) || !(await hasEnded(used))) throw fault;
          return send((await running()).socketPath, method, path, body, signal);
        }
      },
      watch: async (path, onEvent, signal) => {
        const used = await running();
        try {
          await watch(used.socketPath, path, onEvent, signal);
        } catch (fault) {
          // Whoever watches lists anew when a watch has ended.
          if (signal.aborted || !(await hasEnded(used))) throw fault;
        }
      },
      close: async () => {
        closed = true;
        await (await (starting ?? proxy)).stop();
      },
    };
  };
}

interface Proxy {
  readonly socketPath: string;
  readonly ended: () => boolean;
  readonly done: Promise<void>;
  readonly stop: () => Promise<void>;
}

async function serve(exec: Exec, { kubeconfig, context }: Parameters<OpenKube>[0]): Promise<Proxy> {
  const folder = await mkdtemp(join(tmpdir(), proxyPrefix));
  const socketPath = join(folder, 'api.sock');
  const stop = new AbortController();
  const serving = Promise.withResolvers<void>();
  const command = {
    tool: 'kubectl',
    args: ['proxy', '--kubeconfig', kubeconfig, '--context', context, '--unix-socket', socketPath],
  };
  let noted = Promise.resolve();
  let ended = false;
  const done = exec(command, {
    signal: stop.signal,
    onSpawn: (pid) => {
      noted = noteProxy(folder, pid);
    },
    onLine: (line) => /Starting to serve/.test(line) && serving.resolve(),
  }).then(async (outcome) => {
    ended = true;
    serving.reject(new Error(`kubectl proxy ended: ${outcome.stderr.trim() || outcome.ended}`));
    await noted;
    await rm(folder, { recursive: true, force: true });
  });
  await serving.promise;
  await noted;
  return {
    socketPath,
    ended: () => ended,
    done,
    stop: () => {
      stop.abort();
      return done;
    },
  };
}

function isRefused(fault: unknown): boolean {
  return ['ECONNREFUSED', 'ENOENT'].includes((fault as NodeJS.ErrnoException).code ?? '');
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
