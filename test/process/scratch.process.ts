import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { scratch, sweepScratch } from '../../src/tools/scratch.ts';

test('what a process that is gone has left is removed, what living ones use and what is not ours stays', async () => {
  const { pid: gone } = spawnSync('true');
  const root = mkdtempSync(join(tmpdir(), 'scratch-test-'));
  const mine = await scratch('render');
  try {
    const names = [
      `taskflow-k8s-render-${gone}-a1B2c3`,
      basename(mine),
      `taskflow-k8s-load-1-a1B2c3`,
      'taskflow-k8s-render',
    ];
    for (const name of names) mkdirSync(join(root, name, 'in it'), { recursive: true });
    await sweepScratch(root);
    expect(names.map((name) => existsSync(join(root, name)))).toEqual([false, true, true, true]);
  } finally {
    rmSync(root, { recursive: true });
    rmSync(mine, { recursive: true });
  }
});
