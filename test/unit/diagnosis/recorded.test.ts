import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { Snapshot } from '../../../src/diagnosis/snapshot.ts';

/** Snapshots of a real cluster, recorded by the fault laboratory. The name of the file begins with the id of the root. */
const folder = join(import.meta.dirname, '../../fixtures/diagnosis');
const files = readdirSync(folder);

test.each(files)('%s', (file) => {
  const snapshot = JSON.parse(gunzipSync(readFileSync(join(folder, file))).toString()) as Snapshot;
  const root = diagnose(snapshot).find((fault) => fault.root);
  const wanted = file.replace(/(?:__.*)?(?:_.*)?\.json\.gz$/, '');
  expect(root?.id ?? 'healthy').toBe(wanted);
});

test('enough has been recorded to stand for a real cluster', () => expect(files.length).toBeGreaterThanOrEqual(45));
