import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { differenceKinds } from '../../src/contract/compare/difference.ts';
import { judgePair, readPair } from './support/pair.ts';

const folder = join(import.meta.dirname, 'corpus');
const pairs = readdirSync(folder).map((file) => ({ file, pair: readPair(join(folder, file)) }));

describe('the corpus', () => {
  test.each(pairs)('$file: $pair.title', ({ pair }) => {
    const { verdict, findings } = judgePair(pair);
    const kinds = findings
      .filter(({ state }) => !['masked', 'ruled', 'ignored', 'environment'].includes(state))
      .map(({ kind }) => kind);
    expect({ verdict, findings }).toMatchObject({ verdict: pair.verdict });
    if (pair.kind !== undefined) expect(kinds).toContain(pair.kind);
  });

  test('is large enough, and half of it must pass', () => {
    const passing = pairs.filter(({ pair }) => pair.verdict === 'passed').length;
    expect(pairs.length).toBeGreaterThanOrEqual(120);
    expect(pairs.filter(({ pair }) => pair.report !== undefined).length).toBeGreaterThanOrEqual(40);
    expect(passing * 2).toBeGreaterThanOrEqual(pairs.length);
  });

  test.each(differenceKinds)('knows “%s” as pass and as fail', (kind) => {
    const about = pairs.filter(({ pair }) => pair.about === kind || pair.kind === kind);
    expect(about.some(({ pair }) => pair.verdict === 'passed')).toBe(true);
    expect(about.some(({ pair }) => pair.verdict === 'failed' && pair.kind === kind)).toBe(true);
  });
});
