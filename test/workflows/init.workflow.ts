import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { propose } from '../../src/init/propose.ts';
import { repositoryNames, repositoryOf } from '../support/repositories.ts';

test.each(repositoryNames)('actionlint finds nothing in the workflow that init writes for %s', (name) => {
  const proposal = propose(repositoryOf(name), { file: 'deploy/pipeline.yml', workflow: true });
  const input = proposal?.files.find(({ path }) => path.startsWith('.github/workflows/'))?.text ?? '';
  expect(input).toContain('config: deploy/pipeline.yml');
  const { status, stdout, stderr } = spawnSync('actionlint', ['-no-color', '-'], { input, encoding: 'utf8' });
  expect([stdout, stderr, status]).toEqual(['', '', 0]);
});
