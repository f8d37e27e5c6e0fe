import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, jest, test } from '@jest/globals';
import { checkout, folder, removeFolders, start } from './support.ts';

jest.setTimeout(60_000);
afterAll(removeFolders);

/** A checkout with nothing installed, and an npm that notes when it is run, takes its time and succeeds or fails. */
const fresh = (outcome: 'exit 0' | 'exit 1'): { readonly dir: string; readonly env: NodeJS.ProcessEnv } => {
  const dir = folder();
  copyFileSync(join(checkout, 'Makefile'), join(dir, 'Makefile'));
  writeFileSync(join(dir, 'package-lock.json'), '{}');
  mkdirSync(join(dir, 'bin'));
  const script = `#!/bin/sh\necho "$1 begins" >> ${dir}/runs\nsleep 0.5\nmkdir -p node_modules\necho "$1 ends" >> ${dir}/runs\n${outcome}\n`;
  writeFileSync(join(dir, 'bin/npm'), script);
  chmodSync(join(dir, 'bin/npm'), 0o755);
  return { dir, env: { PATH: `${join(dir, 'bin')}:${process.env.PATH}` } };
};

const make = ({ dir, env }: ReturnType<typeof fresh>) =>
  start('make', ['-C', dir, 'node_modules/.ready'], { ...env, MAKEFLAGS: '' }).ended;

test('two makes at once install once: the second waits and finds it done', async () => {
  const site = fresh('exit 0');
  const [one, other] = await Promise.all([make(site), make(site)]);
  expect([one.code, other.code]).toEqual([0, 0]);
  expect(readFileSync(join(site.dir, 'runs'), 'utf8')).toBe('ci begins\nci ends\n');
});

test('an installation that fails is not taken for done', async () => {
  const site = fresh('exit 1');
  const { code, said } = await make(site);
  expect(code).not.toBe(0);
  expect(said).toContain('make: npm could not install the packages that package-lock.json names');
  expect((await make(site)).code).not.toBe(0);
});
