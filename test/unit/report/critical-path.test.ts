import { expect, test } from '@jest/globals';
import type { StageReport } from '../../../src/model/report.ts';
import { criticalPath } from '../../../src/report/critical-path.ts';
import { recordedRuns } from '../../support/runs.ts';

const stage = (id: string, startMs: number, endMs: number, more: Partial<StageReport> = {}): StageReport => ({
  id,
  title: id,
  needs: [],
  outcome: 'passed',
  startMs,
  durationMs: endMs - startMs,
  ...more,
});
const path = (...stages: readonly StageReport[]) => criticalPath(stages).map(({ stage, waitMs }) => [stage.id, waitMs]);

test('goes back from the end over the slowest need', () => {
  const stages = [
    stage('cluster', 0, 30),
    stage('build', 0, 40),
    stage('load', 41, 50, { needs: ['cluster', 'build'] }),
    stage('deploy', 50, 60, { needs: ['load'] }),
  ];
  expect(path(...stages)).toEqual([
    ['build', 0],
    ['load', 1],
    ['deploy', 0],
  ]);
});

test('a stage without needs follows whatever ended last before it', () => {
  expect(path(stage('a', 0, 10), stage('b', 2, 5), stage('evidence', 12, 20))).toEqual([
    ['a', 0],
    ['evidence', 2],
  ]);
});

test('what was called off because of a failure is not on it; in a cancelled run it is', () => {
  const off = stage('build', 0, 11, { outcome: 'cancelled' });
  expect(path(stage('cluster', 0, 10, { outcome: 'infrastructure' }), off)).toEqual([['cluster', 0]]);
  expect(path(stage('cluster', 0, 10), off)).toEqual([['build', 0]]);
});

test('nothing ran, nothing is critical', () => {
  expect(path(stage('a', 0, 0, { outcome: 'skipped' }))).toEqual([]);
});

test.each(recordedRuns.map((run) => [run.name, run.report] as const))(
  'in %s the steps follow each other in time',
  (_, report) => {
    const steps = criticalPath(report.stages);
    for (const [index, { stage: one, waitMs }] of steps.entries()) {
      const before = steps[index - 1]?.stage;
      expect(one.startMs).toBe((before === undefined ? 0 : before.startMs + before.durationMs) + waitMs);
    }
  },
);
