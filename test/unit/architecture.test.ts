import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const src = join(import.meta.dirname, '../../src');
const base = ['model', 'lib'];
const stage = ['tools', 'ports', ...base, 'config', 'plan'];
const everything = [
  'lib',
  'model',
  'ports',
  'config',
  'plan',
  'diagnosis',
  'report',
  'tools',
  'cluster',
  'images',
  'release',
  'contract',
  'evidence',
  'init',
  'doctor',
  'pipeline',
  'github',
  'action',
  'cli',
];

/** Folder → the other folders it may import. Every folder may import itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  model: [],
  ports: base,
  config: base,
  plan: ['config', ...base],
  diagnosis: base,
  report: base,
  tools: ['ports', ...base],
  cluster: stage,
  images: stage,
  release: stage,
  contract: stage,
  evidence: ['diagnosis', ...stage],
  init: ['images', 'config', 'contract', ...base],
  doctor: ['tools', ...base],
  pipeline: everything.filter((folder) => !['github', 'action', 'cli'].includes(folder)),
  github: ['report', 'ports', ...base],
  adapters: ['ports', ...base],
  action: everything,
  cli: everything,
  entry: [...everything, 'adapters', 'version.ts'],
  'version.ts': [],
  'index.ts': [...everything, 'entry'],
};
const mayImportActions = ['action', 'adapters', 'entry'];
const pure = ['lib', 'model', 'config', 'plan', 'diagnosis', 'report', 'init', 'doctor'];
const effects = /^node:(fs|child_process|net|http|https|os|dns|tls|worker_threads|timers)/;

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

describe.each(files)('%s', (file) => {
  const folder = file.split('/')[0] as string;
  const imports = [
    ...readFileSync(join(src, file), 'utf8').matchAll(
      /^\s*(?:import|export)\b[^'"]*?from\s+['"]([^'"]+)['"]|\bimport\(['"]([^'"]+)['"]\)/gm,
    ),
  ].map((match) => (match[1] ?? match[2]) as string);

  test('imports only what its layer may import', () => {
    const targets = imports.filter((name) => name.startsWith('.')).map((name) => folderOf(file, name));
    const forbidden = targets.filter((target) => target !== folder && !(allowed[folder] ?? []).includes(target));
    expect(forbidden).toEqual([]);
  });

  test('reaches the platform and the world only where it may', () => {
    if (!mayImportActions.includes(folder)) expect(imports.filter((name) => name.startsWith('@actions/'))).toEqual([]);
    if (pure.includes(folder)) expect(imports.filter((name) => effects.test(name))).toEqual([]);
  });
});

test('the table has every folder of src, and no other', () => {
  expect([...new Set(files.map((file) => file.split('/')[0]))].sort()).toEqual(Object.keys(allowed).sort());
});

test('the page about the architecture names every folder of src, and no other', () => {
  const page = readFileSync(join(src, '../docs/architecture.md'), 'utf8');
  const table = page.slice(page.indexOf('## Who may import whom'), page.indexOf('## One run'));
  const rows = [...table.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell = '']) => [...cell.matchAll(/`([\w.]+)`/g)]);
  expect(rows.map(([, folder]) => folder).sort()).toEqual(
    Object.keys(allowed)
      .filter((name) => name !== 'version.ts')
      .sort(),
  );
});

test('whatever is exported, somebody uses', () => {
  const root = join(src, '..');
  const all = ['src', 'test', 'scripts', 'offline'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.includes('node_modules'))
      .map((file) => join(folder, file)),
  );
  const count = new Map<string, number>();
  const texts = new Map(all.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
  for (const text of texts.values())
    for (const [word] of text.matchAll(/\b[a-zA-Z]\w+\b/g)) count.set(word, (count.get(word) ?? 0) + 1);
  const exported = [...texts].flatMap(([file, text]) =>
    [...text.matchAll(/^export (?:async )?(?:function\*?|const|interface|type|class) (\w+)/gm)].map(
      ([, name = '']) => ({ file, name }),
    ),
  );
  expect(exported.length).toBeGreaterThan(500);
  // Pages of the sample applications are called by their framework, from .tsx files.
  const dead = exported.filter(({ file, name }) => !file.startsWith('test/apps/') && count.get(name) === 1);
  expect(dead).toEqual([]);
});

function folderOf(file: string, target: string): string {
  return relative('.', normalize(join(dirname(file), target))).split('/')[0] as string;
}

test('the version is that of package.json', () => {
  const { version } = JSON.parse(readFileSync(join(src, '../package.json'), 'utf8')) as { version: string };
  expect(readFileSync(join(src, 'version.ts'), 'utf8')).toContain(`'${version}'`);
});
