import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { thirdPartyNotices } from '../../../scripts/notices.ts';

const root = join(import.meta.dirname, '../../..');

test('every dependency of the bundles stands there with its licence', () => {
  const notices = thirdPartyNotices(root);
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  for (const [name, version] of Object.entries(dependencies)) expect(notices).toContain(`\n${name} ${version} (`);
  expect(notices).not.toMatch(/\n@(jest|swc|biomejs)\//);
});
