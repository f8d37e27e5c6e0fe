import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { Snapshot } from '../../../src/diagnosis/snapshot.ts';
import { createRedactor } from '../../../src/lib/redact/redactor.ts';

/** Snapshots of a real cluster, recorded by the fault laboratory. The name of the file begins with the id of the root. */
const folder = join(import.meta.dirname, '../../fixtures/diagnosis');
const files = readdirSync(folder);

test.each(files)('%s', (file) => {
  const snapshot = JSON.parse(gunzipSync(readFileSync(join(folder, file))).toString()) as Snapshot;
  const root = diagnose(snapshot).find((fault) => fault.root);
  const wanted = file.replace(/(?:__.*)?(?:_.*)?\.json\.gz$/, '');
  expect(root?.id ?? 'healthy').toBe(wanted);
});

/** Names of variables are followed by words of ours; what hides unknown secrets must not take those for values. */
test.each(files)('what is said of %s stays whole when it is redacted again', (file) => {
  const snapshot = JSON.parse(gunzipSync(readFileSync(join(folder, file))).toString()) as Snapshot;
  const { text } = createRedactor();
  for (const { title, remedy, reproduce } of diagnose(snapshot))
    expect([text(title), text(remedy), text(reproduce)]).toEqual([title, remedy, reproduce]);
});

test('enough has been recorded to stand for a real cluster', () => expect(files.length).toBeGreaterThanOrEqual(45));
