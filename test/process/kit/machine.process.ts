import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, jest, test } from '@jest/globals';
import { serve } from '../../../offline/lib/serve.ts';
import { folder, kit, removeFolders, start } from './support.ts';

jest.setTimeout(60_000);
afterAll(removeFolders);

test('no Go: one sentence and where to get it', async () => {
  const ended = await kit(['build', 'etcd'], { XDG_CACHE_HOME: folder(), PATH: '/nonexistent' });
  expect(ended.code).toBe(1);
  expect(ended.said).toMatch(
    /^kit: The kit is compiled with Go, and there is no command "go" on this machine\.\n {2}Install Go/,
  );
});

test('no root: says which parts need it', async () => {
  // A user namespace without a mapping: the same files, another user.
  const args = ['--user', process.execPath, 'offline/kit.ts', 'build', 'iptables-root'];
  const ended = await start('unshare', args, { XDG_CACHE_HOME: folder() }).ended;
  expect(ended.code).toBe(1);
  expect(ended.said).toMatch(/^kit: Only root can build iptables-root: .*\n {2}Run the same command with sudo/);
});

test('a browser that cannot be installed: which package is wanted', async () => {
  const ended = await start('/bin/bash', ['scripts/suites/package', 'chromium'], { PATH: '/nonexistent' }).ended;
  expect(ended.code).toBe(1);
  expect(ended.said).toMatch(/^chromium is missing: install your system's package of that name \(as root\)/);
});

test('a registry that cannot be reached: says so, and where the log is', async () => {
  const modules = folder();
  const closed = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => closed.once('listening', listening));
  const { port } = closed.address() as AddressInfo;
  await new Promise((done) => closed.close(done));
  const env = { XDG_CACHE_HOME: folder(), GOMODCACHE: modules, GOPROXY: `http://127.0.0.1:${port}`, GONOPROXY: 'none' };
  const ended = await kit(['build', 'kubeconform'], env);
  expect(ended.code).toBe(1);
  expect(ended.said).toContain(
    '"kubeconform" could not be built: a package registry could not be reached (go).\n  Check the network',
  );
  expect(ended.said).toContain('logs/kubeconform.log');
});

test('a part that does not exist: names those that do', async () => {
  const ended = await kit(['build', 'kubernets'], { XDG_CACHE_HOME: folder() });
  expect(ended.code).toBe(1);
  expect(ended.said).toContain('no part is called "kubernets"; there are: kubernetes, ');
});

test('a port that is taken: one sentence', async () => {
  const tree = folder();
  const { server, address } = await serve(tree, 0);
  const port = Number(new URL(address).port);
  await expect(serve(tree, port)).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken by another program.`);
  await new Promise((done) => server.close(done));
});

test('the mirror serves its files, with their size, and nothing else', async () => {
  const tree = folder();
  mkdirSync(join(tree, 'release/v1'), { recursive: true });
  writeFileSync(join(tree, 'release/v1/kubectl'), 'program');
  const { server, address } = await serve(join(tree, 'release'), 0);
  writeFileSync(join(tree, 'secret'), 'outside');
  const head = await fetch(`${address}/v1/kubectl`, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, '7']);
  expect(await (await fetch(`${address}/v1/kubectl`)).text()).toBe('program');
  for (const path of ['/v1', '/v1/none', '/..%2fsecret', '/%2e%2e/secret']) {
    expect((await fetch(address + path)).status).toBe(404);
  }
  await new Promise((done) => server.close(done));
});
