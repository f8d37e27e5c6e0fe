import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { recallBuild, rememberBuild } from '../../src/images/build-memory.ts';
import { temporaryFolder } from '../support/temporary.ts';

test('two images made of the same may be remembered at the same moment', async () => {
  const folder = temporaryFolder('builds');
  const file = join(folder, 'builds.json');
  const rounds = Array.from({ length: 50 }, () => rememberBuild(file, 'the-same-inputs', 'sha256:1'));
  await Promise.all(rounds);
  expect(await recallBuild(file, 'the-same-inputs')).toBe('sha256:1');
  expect(await readdir(folder)).toEqual(['builds.json']);
});
