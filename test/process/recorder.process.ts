import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createRedactor } from '../../src/lib/redact/redactor.ts';
import { recordTo } from '../../src/pipeline/recorder.ts';

test('a file in the evidence that still holds a secret is withheld, and the report says so', async () => {
  const out = await mkdtemp(join(tmpdir(), 'recorder-'));
  const redactor = createRedactor();
  redactor.add('KEY', 'zz-canary-1177');
  const clock = { now: () => 0, sleep: async () => undefined };
  const recorder = await recordTo(out, { clock, redactor }, () => undefined);
  recorder.emit({ kind: 'run-started', version: '0', name: 'x', stages: [] });
  recorder.emit({ kind: 'note', level: 'warning', text: 'said zz-canary-1177' });
  await writeFile(join(out, 'evidence', 'other.txt'), Buffer.from('a zz-canary-1177').toString('base64'));
  recorder.emit({ kind: 'run-finished', verdict: 'failed' });
  const report = await recorder.finish();
  expect(report.notes).toContainEqual({
    level: 'error',
    text: 'evidence/other.txt was withheld: it still held a secret',
  });
  expect(await readFile(join(out, 'evidence', 'other.txt'), 'utf8')).toMatch(/^This file was withheld/);
  expect(await readFile(join(out, 'events.jsonl'), 'utf8')).not.toContain('zz-canary-1177');
});
