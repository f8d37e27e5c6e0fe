import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { nodeExec } from '../../src/adapters/exec-node.ts';
import { kubeByProxy } from '../../src/adapters/kube-proxy.ts';
import { createRedactor } from '../../src/lib/redact/redactor.ts';

/** A `kubectl` that only knows `proxy`: it writes down its number and answers with it; a watch stays open. */
const kubectl = `#!${process.execPath}
const { createServer } = require('node:http');
const { appendFileSync } = require('node:fs');
appendFileSync(process.env.PIDS, process.pid + '\\n');
createServer((request, response) => {
  if (request.url.includes('watch')) return response.write(JSON.stringify({ type: 'ADDED', object: { metadata: { name: 'x' } } }) + '\\n');
  response.end(JSON.stringify({ pid: process.pid }));
}).listen(process.argv.at(-1), () => console.log('Starting to serve'));
`;

const work = mkdtempSync(join(tmpdir(), 'kube-proxy-test-'));
const path = process.env.PATH;
const pids = (): number[] => readFileSync(join(work, 'pids'), 'utf8').split('\n').filter(Boolean).map(Number);

beforeAll(() => {
  writeFileSync(join(work, 'kubectl'), kubectl);
  chmodSync(join(work, 'kubectl'), 0o755);
  process.env.PATH = `${work}:${path}`;
  process.env.PIDS = join(work, 'pids');
});

afterAll(() => {
  process.env.PATH = path;
  rmSync(work, { recursive: true });
});

test('a proxy that was killed is started again, for requests and for those who watch; the last one ends with the run', async () => {
  const open = kubeByProxy(nodeExec(createRedactor()));
  const kube = await open({ kubeconfig: 'none', context: 'none' });
  const [first = 0] = pids();
  expect(await kube.request('GET', '/api')).toEqual({ status: 200, body: { pid: first } });

  let seen = 0;
  const seeing = Promise.withResolvers<void>();
  const onEvent = (): void => {
    seen += 1;
    seeing.resolve();
  };
  const watching = kube.watch('/api/watch', onEvent, new AbortController().signal);
  await seeing.promise;
  process.kill(first, 'SIGKILL');
  await watching;
  expect(seen).toBe(1);

  const answers = await Promise.all([kube.request('GET', '/a'), kube.request('POST', '/b'), kube.request('GET', '/c')]);
  const [, second, ...more] = pids();
  expect(answers.map(({ body }) => body)).toEqual(Array(3).fill({ pid: second }));
  expect(more).toEqual([]);
  await kube.close();
  expect(() => process.kill(second as number, 0)).toThrow('ESRCH');
  await expect(kube.request('GET', '/late')).rejects.toThrow(/ECONNREFUSED|ENOENT/);
});
