import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { version } from '../../src/version.ts';
import { git, root } from './support/shop.ts';

const work = mkdtempSync(join(tmpdir(), 'scripts-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));
const script = (name: string, ...args: readonly string[]) =>
  spawnSync(process.execPath, ['--no-warnings', join(root, 'scripts', name), ...args], { encoding: 'utf8' });

test('pins are compared with the tags of their repositories, and put right', () => {
  const repository = join(work, 'server/actions/greet');
  mkdirSync(repository, { recursive: true });
  execFileSync('git', ['init', '--quiet', repository]);
  const user = ['-c', 'user.name=A', '-c', 'user.email=a@example.org'];
  git(repository, ...user, 'commit', '--quiet', '--allow-empty', '-m', 'Greet');
  git(repository, ...user, 'tag', '--annotate', '-m', 'One', 'v1.0.0');
  const commit = git(repository, 'rev-parse', 'HEAD').trim();
  const folder = join(work, 'workflows');
  mkdirSync(folder);
  const uses = (hash: string): string => `      - uses: actions/greet/deep@${hash} # v1.0.0\n`;
  const pins = (...more: readonly string[]) =>
    script('pin-actions.ts', '--folder', folder, '--server', `file://${join(work, 'server')}`, ...more);

  writeFileSync(join(folder, 'a.yml'), uses('0'.repeat(40)));
  expect(pins()).toMatchObject({
    status: 1,
    stderr: `a.yml: actions/greet v1.0.0 is ${commit}, not ${'0'.repeat(40)}\n`,
  });
  expect(pins('--write').status).toBe(0);
  expect(readFileSync(join(folder, 'a.yml'), 'utf8')).toBe(uses(commit));
  expect(pins()).toMatchObject({ status: 0, stdout: '1 versions are what their commits say\n' });
  writeFileSync(join(folder, 'a.yml'), uses(commit).replace('v1.0.0', 'v9.9.9'));
  expect(pins().stderr).toContain('actions/greet has no tag v9.9.9');
}, 60_000);

test('a release is refused unless everything says its version', () => {
  expect(script('release.ts', 'check', version)).toMatchObject({ status: 0, stderr: '' });
  expect(script('release.ts', 'notes', version).stdout.trim()).not.toBe('');
  expect(script('release.ts', 'check', '9.9.9')).toMatchObject({
    status: 1,
    stderr:
      'package.json has another version\nsrc/version.ts has another version\nCHANGELOG.md says nothing about it\n',
  });
  expect(script('release.ts', 'check', 'v1').stderr).toContain('"v1" is no version such as 1.2.3');
}, 60_000);
