import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { catalogue } from '../../../src/diagnosis/catalogue.ts';
import { faultIds } from '../../../src/diagnosis/rule.ts';

test('docs/diagnosis.md is what the rules say; `make generate` writes it', () => {
  expect(readFileSync(join(import.meta.dirname, '../../../docs/diagnosis.md'), 'utf8')).toBe(catalogue());
});

test('every id stands in it exactly once', () => {
  const listed = [...catalogue().matchAll(/^\| `([\w-]+)`/gm)].map((match) => match[1]);
  expect([...listed].sort()).toEqual([...faultIds].sort());
});
