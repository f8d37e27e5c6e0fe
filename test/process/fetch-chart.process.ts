import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { nodeExec } from '../../src/adapters/exec-node.ts';
import type { RepositoryConfig } from '../../src/config/config.ts';
import type { Command, Exec } from '../../src/ports/exec.ts';
import { fetchChart } from '../../src/release/chart.ts';

/** Charts from a registry and from a repository that both ask for a password, by real Helm. */
const work = mkdtempSync(join(tmpdir(), 'fetch-chart-'));
const chart = join(import.meta.dirname, '../e2e/releases/charts/store');
const password = 'charts-password';
const env = { CHARTS_USER: 'tester', CHARTS_TOKEN: password };
const bare = nodeExec({ text: (text) => text, add: () => undefined });
const ends: (() => Promise<unknown>)[] = [];
let registry: string;
let site: string;

beforeAll(async () => {
  execFileSync('helm', ['package', chart, '-d', work], { stdio: 'ignore' });
  const [packed = ''] = readdirSync(work).filter((name) => name.endsWith('.tgz'));
  [registry, site] = await Promise.all([startRegistry(), startSite(packed)]);
  const config = join(work, 'push.json');
  const login = ['registry', 'login', registry, '--plain-http', '-u', 'tester', '--password-stdin'];
  execFileSync('helm', [...login, '--registry-config', config], {
    input: password,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const push = ['push', join(work, packed), `oci://${registry}/charts`, '--plain-http', '--registry-config', config];
  execFileSync('helm', push, { stdio: 'ignore' });
}, 60_000);

afterAll(async () => {
  for (const end of ends) await end();
  rmSync(work, { recursive: true, force: true });
});

async function startRegistry(): Promise<string> {
  const port = await freePort();
  // Made of the password above.
  writeFileSync(join(work, 'htpasswd'), 'tester:$2b$05$abcdefghijklmnopqrstuuIn7VOxLKnISUEEL.5idN8wOKzV46PLu\n');
  const file = join(work, 'registry.yml');
  const storage = { filesystem: { rootdirectory: join(work, 'registry') } };
  const auth = { htpasswd: { realm: 'charts', path: join(work, 'htpasswd') } };
  writeFileSync(file, JSON.stringify({ version: 0.1, storage, http: { addr: `127.0.0.1:${port}` }, auth }));
  const child = spawn('docker-registry', ['serve', file], { stdio: 'ignore' });
  ends.push(async () => {
    child.kill();
    await once(child, 'exit');
  });
  for (let open = false; !open; await pause(50))
    open = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
  return `127.0.0.1:${port}`;
}

/** A repository with an index, as any web server can be one. */
async function startSite(packed: string): Promise<string> {
  const wanted = `Basic ${Buffer.from(`tester:${password}`).toString('base64')}`;
  const server = createServer((request, response) => {
    if (request.headers.authorization !== wanted) return response.writeHead(401).end();
    const file = join(work, request.url ?? '');
    return existsSync(file) ? response.end(readFileSync(file)) : response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  const folder = join(work, 'site');
  mkdirSync(folder);
  cpSync(join(work, packed), join(folder, packed));
  execFileSync('helm', ['repo', 'index', folder, '--url', `http://127.0.0.1:${port}/site`], { stdio: 'ignore' });
  return `http://127.0.0.1:${port}/site`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const withLogin = { username: 'CHARTS_USER', password: 'CHARTS_TOKEN' };
const repositories = (): Record<string, RepositoryConfig> => ({
  team: { url: `oci://${registry}/charts`, 'plain-http': true, ...withLogin },
  site: { url: site, 'plain-http': false, ...withLogin },
});

describe.each(['helm', 'helm4'])('%s', (helm) => {
  const argvs: string[] = [];
  const exec: Exec = (command: Command, options) => {
    argvs.push(command.args.join(' '));
    return bare(command.tool === 'helm' ? { ...command, tool: helm } : command, options);
  };
  const ports = { exec, signal: new AbortController().signal };
  const fetch = (name: string, known = repositories(), workspace = work) =>
    fetchChart({ chart: name, repositories: known, env, workspace, folder: join(work, helm) }, ports);

  test.each([
    ['by the name of a registry', () => 'team/store'],
    ['by the address in it', () => `oci://${registry}/charts/store`],
    ['by the name of a repository', () => 'site/store'],
  ])(
    '%s',
    async (_, name) => {
      const folder = await fetch(name());
      expect(readFileSync(join(folder, 'Chart.yaml'), 'utf8')).toContain('name: store');
      expect(existsSync(join(folder, 'templates'))).toBe(true);
      expect(argvs.join('\n')).not.toContain(password);
    },
    30_000,
  );

  test('without the right to read it the remedy names the keys', async () => {
    const bareOnes = { team: { url: `oci://${registry}/charts`, 'plain-http': true } };
    rmSync(join(work, helm), { recursive: true, force: true });
    await expect(fetch('team/store', bareOnes)).rejects.toMatchObject({
      outcome: 'failed',
      help: { remedy: expect.stringContaining('repositories.<name>.username') },
    });
    const unset = { team: { ...repositories().team, password: 'NOT_SET' } as RepositoryConfig };
    await expect(fetch('team/store', unset)).rejects.toThrow('Repository team wants NOT_SET, which is not set.');
  }, 30_000);

  test('a chart of the checkout that lacks its dependencies gets them in a copy', async () => {
    const checkout = mkdtempSync(join(work, 'checkout-'));
    cpSync(chart, join(checkout, 'charts/store'), { recursive: true });
    const version = /version: (.*)/.exec(readFileSync(join(chart, 'Chart.yaml'), 'utf8'))?.[1];
    const dependency = (from: string, name: string) => ({ name, version, repository: from });
    mkdirSync(join(checkout, 'charts/whole'));
    writeFileSync(
      join(checkout, 'charts/whole/Chart.yaml'),
      JSON.stringify({
        apiVersion: 'v2',
        name: 'whole',
        version: '1.0.0',
        dependencies: [dependency('file://../store', 'store'), { ...dependency(site, 'store'), alias: 'other' }],
      }),
    );
    const folder = await fetch('charts/whole', repositories(), checkout);
    expect(folder).not.toContain(checkout);
    expect(readdirSync(join(folder, 'charts')).filter((name) => name.startsWith('store-'))).not.toEqual([]);
    expect(readdirSync(join(checkout, 'charts/whole'))).toEqual(['Chart.yaml']);
    expect(await fetch('charts/store', {}, checkout)).toBe('charts/store');
  }, 30_000);
});
