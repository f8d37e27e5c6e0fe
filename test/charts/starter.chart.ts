import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { propose } from '../../src/init/propose.ts';
import { repositoryOf } from '../support/repositories.ts';
import { type Manifest, render, run } from './helm.ts';

/** The charts that `init` writes where there is none, by real Helm. */
const work = mkdtempSync(join(tmpdir(), 'starter-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const fresh = ['compose-only', 'no-chart', 'npm-and-pip', 'monorepo-pnpm', 'uv', 'poetry'];

function written(name: string): string {
  const proposal = propose(repositoryOf(name), { file: 'pipeline.yml', workflow: false });
  for (const { path, text } of proposal?.files ?? []) {
    mkdirSync(dirname(join(work, name, path)), { recursive: true });
    writeFileSync(join(work, name, path), text);
  }
  return join(work, name, 'helm', name);
}

const kinds = (all: readonly Manifest[]): readonly string[] =>
  all.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort();

describe.each(fresh)('%s', (name) => {
  const chart = written(name);

  test('is sound', () => {
    const { ok, stdout, stderr } = run('helm', ['lint', '--strict', chart]);
    expect({ ok, said: ok ? '' : stdout + stderr }).toEqual({ ok: true, said: '' });
  });

  test('has a Deployment and a Service of the same name for each part, and nothing when all are off', () => {
    const all = kinds(render(chart));
    const names = all.filter((line) => line.startsWith('Deployment ')).map((line) => line.slice('Deployment '.length));
    expect(all).toEqual([...names.map((one) => `Deployment ${one}`), ...names.map((one) => `Service ${one}`)].sort());
    expect(names.length).toBeGreaterThan(0);
    expect(render(chart, { set: names.map((one) => `${one}.enabled=false`) })).toEqual([]);
  });
});

test('a Secret is taken in where it is named, by the parts that are built here alone', () => {
  const all = JSON.stringify(render(written('compose-only'), { set: ['existingSecret=given'] }));
  expect(all.match(/"secretRef":\{"name":"given"\}/g)).toHaveLength(2);
});
