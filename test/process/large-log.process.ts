import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { EvidenceItem } from '../../src/model/evidence.ts';
import { temporaryFolder } from '../support/temporary.ts';

interface Told {
  readonly memory: number;
  readonly lines: readonly string[];
  readonly items: readonly EvidenceItem[];
}

test('a log of 200 MB takes less than 200 MB of memory, and its newest line is kept', () => {
  const bin = temporaryFolder('bin');
  const line = '2026-11-21T10:00:00Z GET /tasks 200 token cAn4ry-8841-zzQ user 4711';
  writeFileSync(join(bin, 'kubectl'), `#!/bin/sh\nyes '${line}' | head -c 200000000\necho\necho the newest line\n`);
  chmodSync(join(bin, 'kubectl'), 0o755);
  const script = join(import.meta.dirname, '../support/collect-large.ts');
  // The second run finds the sources compiled, as the product's bundle is, and needs no TypeScript loader in its memory.
  const cache = { NODE_OPTIONS: '', NODE_COMPILE_CACHE: join(bin, 'compiled') };
  const env = { ...process.env, ...cache, PATH: `${bin}:${process.env.PATH}` };
  const run = (): Told =>
    JSON.parse(execFileSync(process.execPath, [script, join(bin, 'evidence')], { env, encoding: 'utf8' })) as Told;
  run();
  const told = run();
  expect(told.lines).toEqual(['the newest line', 'the newest line']);
  expect(told.items.every((item) => item.truncated && item.bytes < 5_000_000)).toBe(true);
  for (const item of told.items) expect(readFileSync(join(bin, 'evidence', item.file), 'utf8')).not.toContain('cAn4ry');
  expect(told.memory).toBeLessThan(200);
}, 120_000);
