import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { nodeExec } from '../../src/adapters/exec-node.ts';
import type { RunContext } from '../../src/pipeline/context.ts';
import { chartVersionWarning } from '../../src/pipeline/stages/chart-version.ts';

let workspace: string;
const git = (...args: readonly string[]): void =>
  void execFileSync('git', ['-C', workspace, ...args], { stdio: 'pipe' });
const chart = (version: string, template: string): void => {
  mkdirSync(join(workspace, 'chart/templates'), { recursive: true });
  writeFileSync(join(workspace, 'chart/Chart.yaml'), `name: shop\nversion: ${version}\n`);
  writeFileSync(join(workspace, 'chart/templates/a.yaml'), template);
};
const commit = (): void => {
  git('add', '-A');
  git('-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '--quiet', '-m', 'x');
};
const warning = (env: Record<string, string> = {}): Promise<string | undefined> => {
  const exec = nodeExec({ text: (text) => text, add: () => {} });
  const context = { ports: { exec, env }, settings: { workspace } } as unknown as RunContext;
  return chartVersionWarning('chart', context, new AbortController().signal);
};

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'chart-version-'));
});
afterEach(() => rmSync(workspace, { recursive: true }));

test('a chart that changed since the last commit without another version is told', async () => {
  git('init', '--quiet', '-b', 'main');
  chart('1.2.3', 'a: 1\n');
  commit();
  expect(await warning()).toBeUndefined();
  chart('1.2.3', 'a: 2\n');
  expect(await warning()).toBe(
    'Chart chart is not what it is at the last commit, and its version is still 1.2.3: raise `version` in chart/Chart.yaml.',
  );
  chart('1.2.4', 'a: 2\n');
  expect(await warning()).toBeUndefined();
});

test('a pull request is compared with where it goes to, not with what else happened there', async () => {
  git('init', '--quiet', '-b', 'main');
  chart('1.2.3', 'a: 1\n');
  commit();
  git('checkout', '--quiet', '-b', 'change');
  chart('1.2.3', 'a: 2\n');
  commit();
  git('checkout', '--quiet', 'main');
  chart('2.0.0', 'a: 3\n');
  commit();
  git('update-ref', 'refs/remotes/origin/main', 'main');
  git('checkout', '--quiet', 'change');
  expect(await warning({ GITHUB_BASE_REF: 'main' })).toContain(
    'is not what it is at origin/main, and its version is still 1.2.3',
  );
});

test('a new chart, and a folder without git, are told nothing', async () => {
  chart('1.2.3', 'a: 1\n');
  expect(await warning()).toBeUndefined();
  git('init', '--quiet', '-b', 'main');
  expect(await warning()).toBeUndefined();
});
