import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createRedactor } from '../../src/lib/redact/redactor.ts';
import { recordTo } from '../../src/pipeline/recorder.ts';
import { noteWeakSecrets } from '../../src/pipeline/weak-secrets.ts';
import { temporaryFolder } from '../support/temporary.ts';

test('a file in the evidence that still holds a secret is withheld, and the report says so', async () => {
  const out = temporaryFolder('recorder');
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
    text: 'evidence/other.txt was withheld: it still held KEY',
  });
  expect(await readFile(join(out, 'evidence', 'other.txt'), 'utf8')).toMatch(/^This file was withheld/);
  expect(await readFile(join(out, 'events.jsonl'), 'utf8')).not.toContain('zz-canary-1177');
});

test('a secret that is an ordinary word is announced, hidden in texts, and does not take the whole report away', async () => {
  const out = temporaryFolder('recorder');
  const redactor = createRedactor();
  redactor.add('SESSION_SECRET', 'checkpoints');
  redactor.add('PIN', '1234567');
  const clock = { now: () => 0, sleep: async () => undefined };
  const shown: string[] = [];
  const recorder = await recordTo(out, { clock, redactor }, (event) => {
    if (event.kind === 'note') shown.push(event.text);
  });
  recorder.emit({ kind: 'run-started', version: '0', name: 'x', stages: [] });
  noteWeakSecrets({ emit: recorder.emit, ports: { redactor } });
  recorder.emit({ kind: 'note', level: 'info', text: 'the app said checkpoints' });
  await writeFile(join(out, 'evidence', 'packed.txt'), Buffer.from('it is checkpoints').toString('base64'));
  await writeFile(join(out, 'evidence', 'kept.json'), '{"text":"checkpoints"}');
  recorder.emit({ kind: 'run-finished', verdict: 'failed' });
  const report = await recorder.finish();
  expect(shown.join('\n')).toMatch(/SESSION_SECRET is one ordinary word/);
  expect(shown.join('\n')).toMatch(/PIN is too short or too common/);
  expect(shown.join('\n')).not.toContain('said checkpoints');
  expect(report.notes.map(({ text }) => text)).toContain(
    'evidence/kept.json was withheld: it still held SESSION_SECRET',
  );
  expect(JSON.parse(await readFile(join(out, 'report.json'), 'utf8'))).toMatchObject({ checkpoints: [] });
  expect(JSON.parse(await readFile(join(out, 'evidence', 'kept.json'), 'utf8'))).toEqual({
    withheld: 'This file was withheld: it still held SESSION_SECRET.',
  });
  expect(await readFile(join(out, 'index.html'), 'utf8')).toContain('<!doctype html>');
});

test('a disk that becomes full takes the evidence, not the verdict: a run that failed has failed, and one that was green is not', async () => {
  for (const [verdict, told] of [
    ['failed', 'failed'],
    ['passed', 'infrastructure'],
  ] as const) {
    const out = temporaryFolder('recorder');
    // A device that refuses every byte, as a full disk does.
    await symlink('/dev/full', join(out, 'events.jsonl'));
    const clock = { now: () => 0, sleep: async () => undefined };
    const recorder = await recordTo(out, { clock, redactor: createRedactor() }, () => undefined);
    recorder.emit({ kind: 'run-started', version: '0', name: 'x', stages: [] });
    await writeFile(join(out, 'evidence', 'pods.json'), '{}');
    recorder.emit({ kind: 'run-finished', verdict, ...(verdict === 'failed' && { reason: 'the cause' }) });
    const report = await recorder.finish();
    expect(report.verdict).toBe(told);
    expect(report.reason).toMatch(verdict === 'failed' ? /^the cause$/ : /could not be written.*ENOSPC/);
    expect(report.notes.map(({ text }) => text).join()).toMatch(/evidence was removed/);
    expect((await readdir(out)).sort()).toEqual([
      'events.jsonl',
      'index.html',
      'junit.xml',
      'report.json',
      'summary.md',
    ]);
    expect(JSON.parse(await readFile(join(out, 'report.json'), 'utf8'))).toMatchObject({ verdict: told });
  }
});
