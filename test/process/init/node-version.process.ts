import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const cli = join(import.meta.dirname, '../../../src/entry/cli.ts');

test('an older Node.js gets a sentence, not a stack trace', () => {
  const pretend = 'Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.1.0"}})';
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--no-warnings', '--import', `data:text/javascript,${pretend}`, cli, 'plan'],
    { encoding: 'utf8' },
  );
  expect(status).toBe(3);
  expect(stderr).toMatch(/^taskflow-k8s needs Node\.js 24 or newer; this is 20\.1\.0/);
  expect(stderr.trim().split('\n')).toHaveLength(2);
}, 30_000);
