import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { stale } from '../../../scripts/report.ts';
import { foldReport } from '../../../src/report/fold.ts';
import { renderJson } from '../../../src/report/json.ts';
import { problemsOf } from '../../support/json-schema.ts';
import { recordedRun, recordedRuns } from '../../support/runs.ts';

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../../schema/report.schema.json'), 'utf8'));
test('schema, style and script of the page are made from their sources', () => {
  expect(stale()).toEqual([]);
}, 60_000);

const report = () => JSON.parse(renderJson(recordedRun('missing-secret-key').report));

test.each(recordedRuns.map((run) => [run.name, run.report] as const))('report.json of %s fits the schema', (_, one) => {
  expect(problemsOf(JSON.parse(renderJson(one)), schema)).toEqual([]);
});

test('so does the report of a run of which nothing is known', () => {
  expect(problemsOf(JSON.parse(renderJson(foldReport([]))), schema)).toEqual([]);
});

describe('what does not fit is refused', () => {
  test.each([
    [{ verdict: 'green' }, '$.verdict: not one of passed,failed,infrastructure,cancelled'],
    [{ version: 2 }, '$.version: not 1'],
    [{ surprise: 1 }, '$.surprise: unknown'],
    [{ durationMs: '1' }, '$.durationMs: string, not number'],
    [{ timings: { total: 'long' } }, '$.timings.total: string, not number'],
    [{ faults: [{}] }, '$.faults[0].id: missing'],
  ])('%j', (change, problem) => {
    expect(problemsOf({ ...report(), ...change }, schema)).toContain(problem);
  });

  test.each([
    'version',
    'verdict',
    'startedAt',
    'durationMs',
    'timings',
    'checkpoints',
    'faults',
    'releases',
    'environment',
  ])('without %s', (key) => {
    const { [key]: _, ...rest } = report();
    expect(problemsOf(rest, schema)).toEqual([`$.${key}: missing`]);
  });
});
