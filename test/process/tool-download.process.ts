import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { nodeExec } from '../../src/adapters/exec-node.ts';
import { toolStore } from '../../src/adapters/tool-store.ts';
import { plainToolStore } from '../../src/adapters/tool-store-plain.ts';
import type { ToolStore } from '../../src/ports/tool-store.ts';
import { ensureTool, type ToolContext, type ToolRequest } from '../../src/tools/ensure.ts';
import { execWithTools, type ToolWishes } from '../../src/tools/exec-with-tools.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { fakeExec } from '../support/fake-exec.ts';
import { temporaryFolder } from '../support/temporary.ts';

const program = Buffer.from('#!/bin/sh\necho v1.34.4\n');
const sum = (data: Buffer): string => createHash('sha256').update(data).digest('hex');
const kubectlPath = '/release/v1.34.4/bin/linux/amd64/kubectl';
const helmPath = '/helm-v3.22.0-linux-amd64.tar.gz';

type Answer = Buffer | string | ((response: ServerResponse) => void);
let answers: Record<string, Answer> = {};
let asked: string[] = [];
let server: Server;
let mirror = '';
let folder = '';

beforeAll(async () => {
  // The library waits ten seconds and more between attempts; nobody needs that against loopback.
  Object.assign(globalThis, { TEST_DOWNLOAD_TOOL_RETRY_MIN_SECONDS: 0, TEST_DOWNLOAD_TOOL_RETRY_MAX_SECONDS: 0 });
  server = createServer((request, response) => {
    const path = (request.url ?? '').replace('http://mirror.invalid', '');
    asked.push(path);
    const answer = answers[path];
    if (typeof answer === 'function') answer(response);
    else if (answer === undefined) response.writeHead(404).end('not here');
    else response.end(answer);
  });
  // As a proxy: whatever host is asked for, it answers itself.
  server.on('connect', (_, socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    server.emit('connection', socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  mirror = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

beforeEach(async () => {
  asked = [];
  answers = {};
  folder = temporaryFolder('taskflow-k8s-test');
  process.env.RUNNER_TOOL_CACHE = join(folder, 'tools');
  process.env.RUNNER_TEMP = join(folder, 'tmp');
});
afterEach(async () => {
  expect((await readdir(tmpdir())).filter((name) => name.startsWith('taskflow-k8s-tool-'))).toEqual([]);
});

function get(request: ToolRequest, more: Partial<ToolContext> = {}, onPath?: string) {
  const { exec } = fakeExec([onPath === undefined ? { when: /./, ended: 'not-found' } : { when: /./, stdout: onPath }]);
  const ports = { exec, clock: fakeClock(), signal: new AbortController().signal, emit: () => {} };
  const platform = { os: 'linux', arch: 'amd64' } as const;
  return ensureTool(request, { ports, store: async () => makeStore(), platform, mirror, ...more });
}

const real = nodeExec({ text: (text) => text, add: () => {} });
let makeStore = (): ToolStore => toolStore(folder);

describe.each([
  ['the runner’s cache', () => toolStore(folder)],
  ['a folder of ours', () => plainToolStore(folder, real)],
])('a tool, kept in %s,', (_, store) => {
  beforeEach(() => {
    makeStore = store;
  });

  test('on PATH is used when it is new enough, and nothing is asked for', async () => {
    expect(await get({ name: 'kubectl' }, {}, '{"clientVersion":{"gitVersion":"v1.33.1"}}')).toEqual({
      path: 'kubectl',
      version: 'v1.33.1',
      from: 'PATH',
    });
    expect(asked).toEqual([]);
  });

  test('on PATH of another version than the wanted one is passed over', async () => {
    answers = { [kubectlPath]: program, [`${kubectlPath}.sha256`]: sum(program) };
    expect(await get({ name: 'kubectl', version: 'v1.34.4' }, {}, 'v1.20.0')).toMatchObject({ from: 'download' });
  });

  test('on PATH is used when it is in the range, and passed over when it is not', async () => {
    answers = { [kubectlPath]: program, [`${kubectlPath}.sha256`]: sum(program) };
    const wish = { name: 'kubectl', version: '>=1.33 <1.35' } as const;
    expect(await get(wish, {}, 'v1.33.1')).toMatchObject({ from: 'PATH', version: 'v1.33.1' });
    expect(asked).toEqual([]);
    expect(await get(wish, {}, 'v1.36.0')).toMatchObject({ from: 'download', version: 'v1.34.4' });
  });

  test('of a range that nothing here is in is asked for by an exact version', async () => {
    await expect(get({ name: 'kubectl', version: '>=1.40' })).rejects.toThrow(
      'There is no kubectl >=1.40 on PATH, and v1.34.4, which would be downloaded, is not in that range.',
    );
    expect(asked).toEqual([]);
  });

  test('is downloaded, verified, kept under its version, and not downloaded twice', async () => {
    answers = { [kubectlPath]: program, [`${kubectlPath}.sha256`]: `${sum(program)}  kubectl\n` };
    const found = await get({ name: 'kubectl' });
    expect(found).toMatchObject({ from: 'download', version: 'v1.34.4' });
    expect(execFileSync(found.path, { encoding: 'utf8' })).toBe('v1.34.4\n');
    asked = [];
    expect(await get({ name: 'kubectl' })).toEqual({ ...found, from: 'cache' });
    expect(asked).toEqual([]);
  });

  test('comes out of its archive', async () => {
    const archive = await archiveOf('linux-amd64/helm');
    answers = { [helmPath]: archive, [`${helmPath}.sha256`]: sum(archive) };
    const found = await get({ name: 'helm' });
    expect(await readFile(found.path)).toEqual(program);
  });

  test('comes from a folder with the official paths', async () => {
    const root = join(folder, 'mirror');
    await mkdir(dirname(join(root, kubectlPath)), { recursive: true });
    await writeFile(join(root, kubectlPath), program);
    await writeFile(join(root, `${kubectlPath}.sha256`), sum(program));
    expect(await get({ name: 'kubectl' }, { mirror: root })).toMatchObject({ from: 'download' });
    expect(asked).toEqual([]);
  });

  test('comes through the proxy that the environment names, and after redirects', async () => {
    const there = (response: ServerResponse): unknown =>
      response.writeHead(302, { location: 'http://mirror.invalid/elsewhere' }).end();
    answers = {
      [kubectlPath]: there,
      '/elsewhere': program,
      [`${kubectlPath}.sha256`]: sum(program),
    };
    process.env.http_proxy = mirror;
    try {
      expect(await get({ name: 'kubectl' }, { mirror: 'http://mirror.invalid' })).toMatchObject({ from: 'download' });
    } finally {
      delete process.env.http_proxy;
    }
    expect(asked).toContain('/elsewhere');
  });

  test('is tried again after a passing failure of the server', async () => {
    let failures = 2;
    const flaky = (response: ServerResponse): void => {
      if (failures-- > 0) response.writeHead(503).end();
      else response.end(program);
    };
    answers = { [kubectlPath]: flaky, [`${kubectlPath}.sha256`]: sum(program) };
    expect(await get({ name: 'kubectl' })).toMatchObject({ from: 'download' });
    expect(asked.filter((path) => path === kubectlPath)).toHaveLength(3);
  });
});

describe.each([
  ['the runner’s cache', () => toolStore(folder)],
  ['a folder of ours', () => plainToolStore(folder, real)],
])('a hostile mirror, before %s,', (_name, store) => {
  beforeEach(() => {
    makeStore = store;
  });

  const other = Buffer.from('something else');
  const cut = (response: ServerResponse): void => {
    response.writeHead(200, { 'content-length': String(program.length) });
    response.write(program.subarray(0, 5), () => response.destroy());
  };
  test.each<[string, Record<string, Answer>, ToolRequest, RegExp]>([
    ['that has nothing', {}, { name: 'kubectl' }, /kubectl cannot be downloaded: the server answered 404/],
    [
      'that changes the file',
      { [kubectlPath]: other, [`${kubectlPath}.sha256`]: sum(program) },
      { name: 'kubectl' },
      /wrong checksum: [0-9a-f]{64} instead of [0-9a-f]{64} \(14 bytes arrived\)/,
    ],
    [
      'that changes file and checksum, against the user’s own',
      { [kubectlPath]: other, [`${kubectlPath}.sha256`]: sum(other) },
      { name: 'kubectl', sha256: sum(program) },
      /wrong checksum/,
    ],
    [
      'that answers with a page',
      { [kubectlPath]: '<!DOCTYPE html><html>log in</html>', [`${kubectlPath}.sha256`]: sum(program) },
      { name: 'kubectl' },
      /is an HTML page/,
    ],
    [
      'that answers with a page for the checksum',
      { [kubectlPath]: program, [`${kubectlPath}.sha256`]: '<html></html>' },
      { name: 'kubectl' },
      /does not hold a SHA-256 checksum/,
    ],
    [
      'that cuts the file short',
      { [kubectlPath]: cut, [`${kubectlPath}.sha256`]: sum(program) },
      { name: 'kubectl' },
      /cannot be downloaded: the connection ended in the middle of the file/,
    ],
    [
      'that has no checksum',
      { [kubectlPath]: program },
      { name: 'kubectl' },
      /kubectl\.sha256 cannot be downloaded: the server answered 404/,
    ],
  ])('%s is named as such, and nothing is kept', async (_, wrong, request, message) => {
    answers = wrong;
    await expect(get(request)).rejects.toThrow(message);
    expect(existsSync(join(folder, 'tools'))).toBe(false);
  });

  test('with an archive that lacks the program', async () => {
    const archive = await archiveOf('linux-amd64/README');
    answers = { [helmPath]: archive, [`${helmPath}.sha256`]: sum(archive) };
    await expect(get({ name: 'helm' })).rejects.toThrow('does not contain linux-amd64/helm');
  });

  test('that is not there at all', async () => {
    await expect(get({ name: 'kubectl' }, { mirror: 'http://127.0.0.1:9' })).rejects.toThrow(
      /ECONNREFUSED|cannot be downloaded/,
    );
  });
});

test('a command that needs a tool gets it, once, and others are passed on', async () => {
  answers = { [kubectlPath]: program };
  const { exec, lines } = fakeExec([
    { when: 'kubectl', ended: 'not-found' },
    { when: /tools\/kubectl.*\/kubectl get pods$/, stdout: 'pods\n' },
    { when: 'git status', stdout: 'clean\n' },
  ]);
  const ports = { exec, clock: fakeClock(), signal: new AbortController().signal, emit: () => {} };
  const store = async () => plainToolStore(folder, real);
  // What the configuration says is known only after this was put together.
  let wishes: ToolWishes = { requests: [] };
  const wrapped = execWithTools(exec, { ports, store, platform: { os: 'linux', arch: 'amd64' } }, () => wishes);
  wishes = { mirror, requests: [{ name: 'kubectl', version: 'v1.34.4', sha256: sum(program) }] };
  const outcomes = await Promise.all([1, 2].map(() => wrapped({ tool: 'kubectl', args: ['get', 'pods'] })));
  expect(outcomes.map(({ stdout }) => stdout)).toEqual(['pods\n', 'pods\n']);
  expect((await wrapped({ tool: 'git', args: ['status'] })).stdout).toBe('clean\n');
  expect(lines().filter((line) => line.startsWith('kubectl version'))).toHaveLength(1);
});

async function archiveOf(member: string): Promise<Buffer> {
  const root = join(folder, 'archive');
  await mkdir(dirname(join(root, member)), { recursive: true });
  await writeFile(join(root, member), program);
  execFileSync('tar', ['czf', join(folder, 'a.tgz'), '-C', root, member]);
  return readFile(join(folder, 'a.tgz'));
}
