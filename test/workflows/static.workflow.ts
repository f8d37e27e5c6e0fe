import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { root } from './support/shop.ts';
import { zizmor } from './support/zizmor.ts';

const folder = join(root, '.github/workflows');
const files = readdirSync(folder);

test('actionlint finds nothing', () => {
  const { status, stdout, stderr } = spawnSync('actionlint', ['-no-color'], { cwd: root, encoding: 'utf8' });
  expect([stdout, stderr, status]).toEqual(['', '', 0]);
});

test('zizmor finds nothing', () => {
  const args = ['--offline', '--no-progress', '--quiet', '--color=never', '.github', 'action.yml'];
  const { status, stdout } = spawnSync(zizmor(), args, { cwd: root, encoding: 'utf8' });
  expect([stdout.replace(/No findings to report.*\n/, ''), status]).toEqual(['', 0]);
});

test.each(files)('%s uses others’ code by commit, with its version beside it', (file) => {
  const uses = readFileSync(join(folder, file), 'utf8').match(/^.*\buses: .*$/gm) ?? [];
  const foreign = uses.filter((line) => !/uses: (\.\/|org\/taskflow-k8s-action)/.test(line));
  expect(foreign.filter((line) => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
});

test.each(files)('%s takes no permission by default, and every job has a limit', (file) => {
  const workflow = load(readFileSync(join(folder, file), 'utf8')) as Workflow;
  expect(workflow.permissions).toEqual({});
  expect(Object.values(workflow.jobs).filter((job) => job.uses === undefined && !job['timeout-minutes'])).toEqual([]);
});

test('the required job waits for every other, so that none can be left out', () => {
  const { jobs } = load(readFileSync(join(folder, 'ci.yml'), 'utf8')) as Workflow;
  const others = Object.keys(jobs).filter((name) => name !== 'required');
  expect(jobs.required?.needs).toEqual(others);
});

test.each([
  ['["success","success"]', 0],
  ['["success","skipped"]', 1],
  ['["failure","success"]', 1],
  ['["success","cancelled"]', 1],
])('the required job, told %s, ends with %i', (results, code) => {
  const { jobs } = load(readFileSync(join(folder, 'ci.yml'), 'utf8')) as Workflow;
  const script = jobs.required?.steps?.[0]?.run ?? '';
  const RESULTS = JSON.stringify(JSON.parse(results), null, 2);
  expect(spawnSync('bash', ['-e', '-c', script], { env: { ...process.env, RESULTS } }).status).toBe(code);
});

interface Workflow {
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly uses?: string;
  readonly needs?: readonly string[];
  readonly 'timeout-minutes'?: number;
  readonly steps?: readonly { readonly run?: string }[];
}
