import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseConfig } from '../../../src/config/parse.ts';
import { explainProposal, nextSteps } from '../../../src/init/explain.ts';
import type { Proposal } from '../../../src/init/proposal.ts';
import { propose } from '../../../src/init/propose.ts';
import { corpus, filesOf, repositoryNames, repositoryOf } from '../../support/repositories.ts';

test('there are at least twelve repositories', () => {
  expect(repositoryNames.length).toBeGreaterThanOrEqual(12);
});

describe.each(repositoryNames)('%s', (name) => {
  const proposal = propose(repositoryOf(name), { file: 'pipeline.yml', workflow: true }) as Proposal;
  const pipeline = proposal.files.find(({ path }) => path === 'pipeline.yml')?.text ?? '';

  test('gets the pipeline that is expected', () => {
    const file = join(corpus, `${name}.yml`);
    if (process.env.UPDATE) writeFileSync(file, pipeline);
    expect(pipeline).toBe(readFileSync(file, 'utf8'));
  });

  test('which our own parser has nothing against', () => {
    const parsed = parseConfig({
      file: { name: 'pipeline.yml', text: pipeline },
      inputs: {},
      env: Object.fromEntries(proposal.variables.map((variable) => [variable, 'x'])),
      fallbackName: name,
      facts: () => ({ 'cluster.ip': '192.168.100.2' }),
    });
    expect(parsed).toMatchObject({ ok: true });
  });

  test('every guess names a place that is there', () => {
    const files = { ...filesOf(name), ...Object.fromEntries(proposal.files.map(({ path, text }) => [path, text])) };
    expect(proposal.guesses.length).toBeGreaterThan(1);
    for (const { source } of [...proposal.guesses, ...proposal.advice]) {
      if (!source) continue;
      expect(Object.keys(files)).toContain(source.file);
      expect(source.line ?? 1).toBeLessThanOrEqual((files[source.file] ?? '').split('\n').length);
    }
  });

  test('fits a terminal of 80 columns', () => {
    const text = `${explainProposal(proposal, 80)}\n${nextSteps(proposal, 'pipeline.yml', 80)}`;
    const long = text.split('\n').filter((line) => line.length > 80 && line.trim().includes(' '));
    expect(long).toEqual([]);
  });
});
