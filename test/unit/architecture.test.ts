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
  'checkpoints',
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
  checkpoints: ['contract', ...stage],
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

test('every folder of src stands in the table', () => {
  expect([...new Set(files.map((file) => file.split('/')[0]))].filter((folder) => !(`${folder}` in allowed))).toEqual(
    [],
  );
});

function folderOf(file: string, target: string): string {
  return relative('.', normalize(join(dirname(file), target))).split('/')[0] as string;
}

test('the version is that of package.json', () => {
  const { version } = JSON.parse(readFileSync(join(src, '../package.json'), 'utf8')) as { version: string };
  expect(readFileSync(join(src, 'version.ts'), 'utf8')).toContain(`'${version}'`);
});
