import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { endOrphans, proxyPrefix } from '../../src/adapters/proxy-orphans.ts';

const root = mkdtempSync(join(tmpdir(), 'orphans-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A process group whose command line is that of a proxy with its socket in this folder. */
function start(name: string, owner: number) {
  const folder = join(root, `${proxyPrefix}${name}`);
  mkdirSync(folder);
  const program = 'process.stdin.resume(); setInterval(() => {}, 1000)';
  const args = ['-e', program, 'proxy', '--unix-socket', join(folder, 'api.sock')];
  const child = spawn(process.execPath, args, { detached: true, stdio: 'pipe' });
  writeFileSync(join(folder, 'proxy.json'), JSON.stringify({ pid: child.pid, owner }));
  return child;
}

async function deadPid(): Promise<number> {
  const child = spawn('true');
  await once(child, 'exit');
  return child.pid as number;
}

test('a proxy whose run is gone is ended, with its folder; one whose run lives stays, and so does what is not a proxy', async () => {
  const dead = await deadPid();
  const orphan = start('orphan', dead);
  const alive = start('alive', process.pid);
  const ended = once(orphan, 'exit');
  mkdirSync(join(root, `${proxyPrefix}reused`));
  writeFileSync(join(root, `${proxyPrefix}reused`, 'proxy.json'), JSON.stringify({ pid: process.pid, owner: dead }));
  mkdirSync(join(root, `${proxyPrefix}cut`));
  writeFileSync(join(root, `${proxyPrefix}cut`, 'proxy.json'), '{"pid":');
  expect(await endOrphans(root)).toEqual([orphan.pid]);
  expect((await ended)[1]).toBe('SIGTERM');
  expect(alive.exitCode).toBeNull();
  expect(readdirSync(root).sort()).toEqual([`${proxyPrefix}alive`, `${proxyPrefix}cut`]);
  alive.kill();
}, 20_000);
