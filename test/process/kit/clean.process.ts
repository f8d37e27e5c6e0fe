import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, jest, test } from '@jest/globals';
import { collect, markUsed } from '../../../offline/lib/collect.ts';
import { kitDir } from '../../../offline/lib/kit.ts';
import type { Planned } from '../../../offline/lib/plan.ts';
import { folder, kit, removeFolders } from './support.ts';

jest.setTimeout(60_000);
afterAll(removeFolders);

const planned = (name: string, hash: string): Planned => ({
  part: { name, build: () => Promise.reject(new Error('nothing is built here')) },
  hash,
});

const aMonthAgo = new Date(Date.now() - 30 * 86_400_000);
const age = (path: string): void => utimesSync(path, aMonthAgo, aMonthAgo);

const part = (root: string, one: string): void => {
  mkdirSync(join(root, 'parts', one), { recursive: true });
  age(join(root, 'parts', one));
};

const kitOf = (root: string, name: string, parts: readonly string[]): string => {
  const dir = join(root, 'kit', name);
  mkdirSync(dir, { recursive: true });
  const records = parts.map((one) => ({ name: one.split('-')[0], hash: one.split('-')[1], files: [] }));
  writeFileSync(join(dir, 'kit.json'), JSON.stringify({ hash: name, parts: records, missing: [] }));
  for (const one of parts) part(root, one);
  age(dir);
  return dir;
};

test('what no checkout has used for long goes, and what another or this one needs stays', async () => {
  const root = folder();
  const current = [planned('go', 'a1'), planned('node', 'a2')];
  kitOf(root, kitDir(root, current).slice(join(root, 'kit/').length), ['go-a1']);
  part(root, 'node-a2'); // finished by a build of this checkout that was interrupted
  await markUsed(kitOf(root, 'of-another', ['go-b1', 'shared-1']));
  kitOf(root, 'of-nobody', ['go-c1', 'shared-1']);
  mkdirSync(join(root, 'parts', 'fresh-1'));

  const gone = await collect(root, { days: 14, current });
  expect(gone.kits).toEqual([join(root, 'kit/of-nobody')]);
  expect(gone.parts).toEqual([join(root, 'parts/go-c1')]);
  expect(readdirSync(join(root, 'parts')).sort()).toEqual(['fresh-1', 'go-a1', 'go-b1', 'node-a2', 'shared-1']);
  expect(existsSync(join(root, 'kit/of-another'))).toBe(true);
  expect(await collect(root, { days: 14, current })).toEqual({ kits: [], parts: [] });
});

test('a store that is not there: nothing to remove; a wrong number of days: said', async () => {
  const env = { XDG_CACHE_HOME: folder() };
  expect(await kit(['clean', '3'], env)).toMatchObject({ code: 0, said: expect.stringContaining('removed 0 kits') });
  expect(await kit(['clean', 'old'], env)).toMatchObject({
    code: 1,
    said: expect.stringContaining('kit: "old" is no number of days.\n  Name one, or "all".'),
  });
});

test('"all" removes every kit and nothing beside them', async () => {
  const cache = folder();
  const root = join(cache, 'taskflow-k8s');
  kitOf(root, 'one', ['go-1']);
  mkdirSync(join(root, 'home'));
  expect(await kit(['clean', 'all'], { XDG_CACHE_HOME: cache })).toMatchObject({ code: 0 });
  expect(readdirSync(root)).toEqual(['home']);
});
