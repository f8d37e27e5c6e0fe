import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { generated } from '../../scripts/generate.ts';

test.each(Object.keys(generated))('%s is what the sources make today (node scripts/generate.ts)', (file) => {
  expect(readFileSync(join(import.meta.dirname, '../..', file), 'utf8')).toBe(generated[file]?.());
});
