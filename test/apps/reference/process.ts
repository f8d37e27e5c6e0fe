import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';

export type Service = { readonly pid: number; readonly stop: () => Promise<void> };
export type Program = {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly log: string;
  readonly ready: string;
};

const START_SECONDS = 60;

/** Starts a server and returns when its health answers; its log is quoted when it does not. */
export async function startService({ command, args, cwd, env, log, ready }: Program): Promise<Service> {
  mkdirSync(dirname(log), { recursive: true });
  const output = openSync(log, 'w');
  const child = spawn(command, args, {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const stop = () => stopChild(child);
  try {
    await answers(ready, child);
  } catch (error) {
    await stop();
    throw new Error(`${command} did not get ready: ${String(error)}\n${readFileSync(log, 'utf8').slice(-2000)}`);
  }
  return { pid: child.pid ?? 0, stop };
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_SECONDS * 1000;
  let last = 'no answer';
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.pid === undefined) throw new Error(`ended with ${child.exitCode}`);
    const answer = await fetch(url, { signal: AbortSignal.timeout(1000) }).catch((error: Error) => error);
    if (answer instanceof Response && answer.ok) return;
    last = answer instanceof Response ? `status ${answer.status}` : answer.message;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url}: ${last} after ${START_SECONDS} s`);
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const impatient = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(impatient);
}

/** Ports nobody listens on now, all different. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
