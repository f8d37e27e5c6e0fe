import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { builder, folder, removeFolders, start, until } from './support.ts';

afterAll(removeFolders);

const partsIn = (root: string): readonly string[] =>
  existsSync(join(root, 'parts'))
    ? readdirSync(join(root, 'parts')).map((name) => name.replace(/-[0-9a-f]+$/, ''))
    : [];

const processes = (): string =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && existsSync(`/proc/${name}/cmdline`))
    .map((pid) => commandOf(pid).replaceAll('\0', ' '))
    .join('\n');

/** A process may end while we look. */
const commandOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
};

const kitOf = (root: string): string => join(root, 'kit', readdirSync(join(root, 'kit'))[0] ?? '');

test('killed half-way, then again: it completes, and nothing half-made was taken for whole', async () => {
  const root = folder();
  const first = builder(root, 'slow');
  await until(() => existsSync(join(root, 'half')), 'half a part');
  first.child.kill('SIGKILL');
  await first.ended;
  expect(partsIn(root)).toEqual(['base']);
  expect(existsSync(join(kitOf(root), 'bin/slow'))).toBe(false);

  writeFileSync(join(root, 'go'), '');
  const second = await builder(root, 'slow').ended;
  expect(second).toMatchObject({ code: 0, said: expect.stringContaining('1 part is there already') });
  expect(readFileSync(join(kitOf(root), 'bin/slow'), 'utf8')).toBe('whole');
  expect(readdirSync(join(root, 'making'))).toEqual([]);
  const record = JSON.parse(readFileSync(join(kitOf(root), 'kit.json'), 'utf8'));
  expect(record.parts.map(({ name }: { readonly name: string }) => name)).toEqual(['base', 'slow']);
  expect(record.missing).toEqual(['large', 'mounting']);
}, 120_000);

test('two builders at once: one waits and says for whom, both succeed, each part is built once', async () => {
  const root = folder();
  const one = builder(root, 'slow');
  await until(() => existsSync(join(root, 'half')), 'half a part');
  const other = builder(root, 'slow');
  await until(() => other.said().includes('waiting'), 'the second builder waiting');
  expect(other.said()).toContain(`another build is at work (process ${one.child.pid})`);
  writeFileSync(join(root, 'go'), '');
  const [first, second] = await Promise.all([one.ended, other.ended]);
  expect([first.code, second.code]).toEqual([0, 0]);
  expect(`${first.said}${second.said}`.match(/slow built in/g)).toHaveLength(1);
}, 120_000);

test('the one that waits goes on when the other is killed', async () => {
  const root = folder();
  const one = builder(root, 'slow');
  await until(() => existsSync(join(root, 'half')), 'half a part');
  const other = builder(root, 'slow');
  await until(() => other.said().includes('waiting'), 'the second builder waiting');
  writeFileSync(join(root, 'go'), '');
  one.child.kill('SIGKILL');
  await one.ended;
  expect(await other.ended).toMatchObject({ code: 0 });
}, 120_000);

test('what mounts ends with a killed builder, and leaves nothing mounted', async () => {
  const root = folder();
  const builds = builder(root, 'mounting');
  await until(() => existsSync(join(root, 'half')), 'a mount');
  expect(processes()).toContain('sleep 600.25');
  expect(readFileSync('/proc/self/mounts', 'utf8')).not.toContain(root);
  builds.child.kill('SIGKILL');
  await builds.ended;
  await until(() => !processes().includes('sleep 600.25'), 'the end of the mounting process');
}, 120_000);

test('a disk that fills up: one sentence, no half part, and what was finished stays', async () => {
  const root = folder();
  const script = `mount -t tmpfs -o size=90m none ${root} && "$@"; code=$?; ls ${root}/parts; exit $code`;
  const asRoot = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  const command = [process.execPath, join(import.meta.dirname, 'builder.ts'), root, 'base', 'large'];
  const { code, said } = await start('unshare', [...asRoot, '--mount', 'sh', '-c', script, 'sh', ...command]).ended;
  expect(code).toBe(1);
  expect(said).toContain('"large" could not be built: the disk is full.\n  Free some space');
  expect(said).toMatch(/^base-/m);
  expect(said).not.toMatch(/^large-/m);
}, 120_000);

test('a disk that is full from the start: said before anything is begun', async () => {
  const root = folder();
  const script = `mount -t tmpfs -o size=2m none ${root} && exec "$@"`;
  const asRoot = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  const command = [process.execPath, join(import.meta.dirname, 'builder.ts'), root, 'base'];
  const { code, said } = await start('unshare', [...asRoot, '--mount', 'sh', '-c', script, 'sh', ...command]).ended;
  expect(code).toBe(1);
  expect(said).toMatch(/^The disk is full: 2 MB are free at .*\n {2}Free about 12 GB/);
}, 120_000);
