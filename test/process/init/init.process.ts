import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parseCommandLine } from '../../../src/cli/args.ts';
import { initCommand } from '../../../src/cli/init.ts';
import type { Terminal } from '../../../src/cli/run.ts';
import { propose } from '../../../src/init/propose.ts';
import { prepare } from '../../../src/pipeline/prepare.ts';
import { fakeExec } from '../../support/fake-exec.ts';
import { filesOf, repositoryNames, repositoryOf } from '../../support/repositories.ts';

/** `init` and then `plan`, by the command line, in a folder on disk. */
const cli = join(import.meta.dirname, '../../../src/entry/cli.ts');
const work = mkdtempSync(join(tmpdir(), 'init-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', cli, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { code: status, out: stdout, err: stderr };
}

function onDisk(name: string, folder = name): string {
  const root = join(work, folder);
  mkdirSync(root, { recursive: true });
  for (const [path, text] of Object.entries(filesOf(name))) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

describe.each(repositoryNames)('%s', (name) => {
  test('init writes what a plan can be made of', async () => {
    const root = onDisk(name);
    const proposal = propose(repositoryOf(name), { file: 'pipeline.yml', workflow: true });
    const variables = Object.fromEntries((proposal?.variables ?? []).map((variable) => [variable, 'x']));
    const said: string[] = [];
    expect(await initCommand(parseCommandLine(['init']), { http: noHttp }, terminalIn(root, said))).toBe(0);
    expect(said.join('\n')).toContain('Written:');
    for (const file of proposal?.files ?? []) expect(readFileSync(join(root, file.path), 'utf8')).toBe(file.text);
    const { plan } = await prepare({ workspace: root, inputs: {}, ports: { ...nobody, env: variables }, runId: 'one' });
    expect(plan.stages.map(({ id }) => id)).toContain('checkpoint:end-to-end');
  });
});

const nobody = {
  exec: fakeExec([{ when: /^(docker|ip) /, ended: 'not-found' }]).exec,
  chooseTools: () => undefined,
  claim: async () => true,
};

const noHttp = (): never => {
  throw new Error('init asks nobody');
};

function terminalIn(cwd: string, said: string[]): Terminal {
  const out = (line: string): unknown => said.push(line);
  return { out, err: out, stdout: { write: out }, cwd, version: '0', root: false, signal: AbortSignal.any([]) };
}

test('what is there stays, until --force', () => {
  const root = onDisk('no-chart', 'twice');
  writeFileSync(join(root, 'pipeline.yml'), 'mine\n');
  const refused = run(root, ['init']);
  expect(refused.code).toBe(2);
  expect(refused.err).toContain('pipeline.yml: is there already, and nothing was written');
  expect(readFileSync(join(root, 'pipeline.yml'), 'utf8')).toBe('mine\n');
  expect(run(root, ['init', '--force']).code).toBe(0);
  expect(readFileSync(join(root, 'pipeline.yml'), 'utf8')).toContain('version: 1');
}, 30_000);

test('--dry-run and --print write nothing', () => {
  const root = onDisk('one-chart', 'dry');
  expect(run(root, ['init', '--dry-run']).out).toContain('Would write:');
  expect(run(root, ['init', '--print', '--no-workflow']).out).toMatch(/^--- pipeline\.yml\n# yaml-language-server/m);
  expect(run(root, ['plan']).code).toBe(2);
}, 30_000);

test('a folder with nothing to deploy is said to be one', () => {
  const root = join(work, 'empty');
  mkdirSync(root);
  const { code, err } = run(root, ['init']);
  expect(code).toBe(2);
  expect(err).toContain('there is nothing to deploy');
  expect(err).toContain('write a Dockerfile');
});
