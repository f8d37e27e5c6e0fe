// The commands that wait, as the charts render them, run as real processes against a server on loopback.
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { at, find, render } from './helm.ts';

const PROGRAM: Readonly<Record<string, string>> = { node: process.execPath, python: 'python3' };
const HTTP = /^http:\/\/[^/]+\//;

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server = undefined;
});

const initContainer = (chart: string, deployment: string, set: readonly string[] = []): readonly string[] => {
  const workload = find(render(`helm/${chart}`, { set }), 'Deployment', deployment);
  return at(workload, 'spec', 'template', 'spec', 'initContainers', 0, 'command') as readonly string[];
};
const testPod = (chart: string, pod: string): readonly string[] =>
  at(find(render(`helm/${chart}`), 'Pod', pod), 'spec', 'containers', 0, 'command') as readonly string[];

const COMMANDS = [
  ['node', initContainer('taskflow', 'taskflow-frontend')],
  ['python', testPod('taskflow', 'taskflow-backend-test')],
] as const;

/** Answers with these statuses one after the other, and with the last one from then on. */
const serve = async (...statuses: readonly number[]): Promise<number> => {
  let calls = 0;
  const started = createServer((_request, response) => {
    response.writeHead(statuses[Math.min(calls++, statuses.length - 1)] ?? 500).end();
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return (started.address() as AddressInfo).port;
};

type Listener = (child: ChildProcess, said: string) => void;

const execute = async (command: readonly string[], address: string, limit: string, listen: Listener = () => {}) => {
  const [program = '', flag = '', script = ''] = command;
  const child = spawn(PROGRAM[program] ?? program, [flag, script, address, limit]);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += String(chunk);
      listen(child, said);
    });
  }
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('exit', resolve));
  return { code, said };
};

test.each(COMMANDS)(
  '%s waits until the address answers 2xx, and says what it waits for once',
  async (_name, command) => {
    const address = `http://127.0.0.1:${await serve(503, 503, 200)}/health`;
    expect(command[3]).toMatch(HTTP);
    const { code, said } = await execute(command, address, '30');
    expect(code).toBe(0);
    const [first, second, ...more] = said.trim().split('\n');
    expect(first).toMatch(/^waiting for http:.*HTTP 503$/);
    expect(second).toBe(`${address} answers 200`);
    expect(more).toEqual([]);
  },
  30_000,
);

test.each(COMMANDS)(
  '%s gives up after its limit, with the last reason',
  async (_name, command) => {
    const port = await serve(500);
    const { code, said } = await execute(command, `http://127.0.0.1:${port}/health`, '0.2');
    expect(code).toBe(1);
    expect(said).toMatch(/no answer from http:.*\/health within 0\.2 s: HTTP 500/);
  },
  30_000,
);

test.each(COMMANDS)(
  '%s tells a name that does not resolve',
  async (_name, command) => {
    const { code, said } = await execute(command, 'http://taskflow-backend-service.invalid:8000/health', '0.2');
    expect(code).toBe(1);
    expect(said).toMatch(/ENOTFOUND|EAI_AGAIN|not known|No address|Temporary failure/);
  },
  30_000,
);

test.each(COMMANDS)(
  '%s ends at once when the pod is deleted',
  async (_name, command) => {
    const address = `http://127.0.0.1:${await serve(503)}/health`;
    const { code } = await execute(
      command,
      address,
      '30',
      (child, said) => said.includes('waiting') && child.kill('SIGTERM'),
    );
    expect(code).toBe(143);
  },
  30_000,
);

test('the backend of taskora waits for a port, not for an answer', async () => {
  const command = initContainer('taskora', 'taskora-backend');
  expect(command[3]).toBe('tcp://taskora-database:5432');
  const port = await serve(500);
  expect(await execute(command, `tcp://127.0.0.1:${port}`, '5')).toEqual({
    code: 0,
    said: `tcp://127.0.0.1:${port} answers connections\n`,
  });
  server?.close();
  server = undefined;
  const refused = await execute(command, `tcp://127.0.0.1:${port}`, '0.2');
  expect(refused.code).toBe(1);
  expect(refused.said).toContain('Connection refused');
}, 30_000);
