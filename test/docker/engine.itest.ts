import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';

/** A second engine beside the one that tests use, so that starting and stopping can be tried. Needs root and dockerd. */
const dir = mkdtempSync(join(tmpdir(), 'engine-'));
const socket = join(dir, 'docker.sock');
const script = join(import.meta.dirname, '../../offline/engine');
const options = ['--dir', join(dir, 'state'), '--socket', socket, '--isolated'];

const engine = (...words: readonly string[]): { readonly code: number | null; readonly said: string } => {
  const ran = spawnSync(words[0] ?? '', words.slice(1), { encoding: 'utf8' });
  return { code: ran.status, said: ran.stdout + ran.stderr };
};

const mainEngine = (): string => spawnSync('docker', ['info', '--format', '{{.ID}}'], { encoding: 'utf8' }).stdout;

afterAll(() => {
  engine(script, 'stop', ...options);
  rmSync(dir, { recursive: true, force: true });
});

test('starts where none answers, says so, starts no second one, and stops what it started', () => {
  const before = mainEngine();
  expect(engine(script, 'status', ...options)).toEqual({ code: 3, said: `engine: none answers at ${socket}.\n` });
  expect(engine(script, 'start', ...options)).toMatchObject({
    code: 0,
    said: expect.stringMatching(/Docker Engine .* runs at/),
  });
  expect(engine(script, 'start', ...options)).toMatchObject({
    code: 0,
    said: expect.stringContaining('nothing to do'),
  });
  expect(engine(script, 'status', ...options).said).toContain('started from here');
  expect(engine(script, 'stop', ...options)).toMatchObject({ code: 0, said: expect.stringContaining('stopped') });
  expect(engine(script, 'status', ...options).code).toBe(3);
  expect(mainEngine()).toBe(before);
}, 120_000);

test('never stops a process that merely has the same number', () => {
  writeFileSync(join(dir, 'state', 'pid'), `${process.pid} 1\n`);
  expect(engine(script, 'stop', ...options)).toMatchObject({
    code: 0,
    said: expect.stringContaining('nothing to stop'),
  });
  expect(readFileSync(`/proc/${process.pid}/comm`, 'utf8')).not.toBe('');
});

test('without root: one sentence and what to do', () => {
  const { code, said } = engine('unshare', '--user', script, 'start', ...options);
  expect(code).toBe(1);
  expect(said).toMatch(/^engine: no Docker Engine answers at .*, and only root can start one\.\n +Run "sudo /);
});

test('an engine that does not come up: its last words, exit 1, nothing left running', () => {
  const state = join(dir, 'broken');
  mkdirSync(state);
  writeFileSync(join(state, 'data'), 'a file where a directory belongs');
  const { code, said } = engine(script, 'start', '--dir', state, '--socket', socket, '--isolated');
  expect(code).toBe(1);
  expect(said).toContain(`engine: the Docker Engine did not come up (whole log: ${state}/engine.log).`);
  expect(said).toContain('canonical path points to a file');
  expect(existsSync(join(state, 'pid'))).toBe(false);
}, 90_000);
