import { describe, expect, test } from '@jest/globals';
import { foldReport } from '../../../src/report/fold.ts';
import { failedCheckpoint, redChecks, rootCauses } from '../../../src/report/select.ts';
import { checked, events, failedRun, fault, started } from '../../support/events.ts';

describe('a run that failed at a checkpoint', () => {
  const report = foldReport(events(...failedRun));

  test('has the verdict, the reason and the times', () => {
    expect(report).toMatchObject({
      version: 1,
      name: 'taskflow',
      verdict: 'failed',
      reason: 'Secret taskflow-backend has no key ANTHROPIC_API_KEY',
      startedAt: '2026-11-20T12:00:00.000Z',
      durationMs: 13_000,
      timings: { cluster: 1000, release: 6000, 'pre-deploy': 2000, 'backend-deployed': 2000, total: 13_000 },
    });
  });

  test('keeps checkpoints in the order of the plan, with the verdict that the checks explain', () => {
    expect(report.checkpoints.map(({ id, verdict, startMs }) => [id, verdict, startMs])).toEqual([
      ['pre-deploy', 'passed', 3000],
      ['backend-deployed', 'failed', 7000],
    ]);
    expect(failedCheckpoint(report)?.id).toBe('backend-deployed');
    expect(redChecks(report).map(({ check }) => check.id)).toEqual(['ready']);
  });

  test('tells causes from consequences', () => {
    expect(report.faults.map(({ id, root }) => [id, root])).toEqual([
      ['config-key-missing', true],
      ['readiness-wrong-path', false],
    ]);
    expect(rootCauses(report)).toHaveLength(1);
  });
});

describe('what did not happen', () => {
  test('a run without an end is cancelled, its open stage too, and the rest is skipped', () => {
    const report = foldReport(events(...failedRun.slice(0, 2), { kind: 'note', level: 'info', text: 'x' }));
    expect(report.verdict).toBe('cancelled');
    expect(report.reason).toMatch(/cancelled or killed/);
    expect(report.stages.map(({ id, outcome, durationMs }) => [id, outcome, durationMs])).toEqual([
      ['cluster', 'cancelled', 1000],
      ['release', 'skipped', 0],
    ]);
    expect(report.checkpoints.map(({ verdict }) => verdict)).toEqual(['skipped', 'skipped']);
  });

  test('a checkpoint that began and never ended is inconclusive, not passed', () => {
    const open = { kind: 'checkpoint-started', checkpoint: 'pre-deploy', title: 'Before deploying' } as const;
    expect(foldReport(events(started, open, checked('pre-deploy'))).checkpoints[0]?.verdict).toBe('inconclusive');
  });

  test('no event at all is still a report', () => {
    expect(foldReport([])).toMatchObject({ verdict: 'cancelled', durationMs: 0, stages: [], checkpoints: [] });
  });
});

describe('the verdict of a checkpoint', () => {
  const verdictFor = (outcome: 'passed' | 'failed' | 'infrastructure', verdicts: readonly string[]) => {
    const checks = verdicts.map((verdict, index) => checked('x', { id: `${index}`, verdict: verdict as 'passed' }));
    const report = foldReport(events(...checks, { kind: 'checkpoint-finished', checkpoint: 'x', outcome }));
    return report.checkpoints[0]?.verdict;
  };

  test.each([
    ['passed', ['passed', 'skipped'], 'passed'],
    ['passed', ['skipped', 'skipped'], 'skipped'],
    ['passed', ['weak', 'passed'], 'passed'],
    ['failed', ['passed', 'weak'], 'weak'],
    ['failed', ['flaky', 'weak', 'failed'], 'failed'],
    ['failed', [], 'failed'],
    ['infrastructure', ['passed', 'reference-invalid'], 'reference-invalid'],
    ['infrastructure', ['inconclusive'], 'inconclusive'],
  ] as const)('%s with %j is %s', (outcome, verdicts, expected) => {
    expect(verdictFor(outcome, verdicts)).toBe(expected);
  });
});

describe('what is said twice', () => {
  test('the last word on a check, a release, a fault and a file counts, at the place of the first', () => {
    const release = { name: 'taskflow', namespace: 'taskflow', revision: 4, verified: false } as const;
    const report = foldReport(
      events(
        checked('x', { id: 'a', verdict: 'failed' }),
        checked('x', { id: 'b' }),
        checked('x', { id: 'a', verdict: 'flaky' }),
        { kind: 'release', release: { ...release, action: 'upgraded' } },
        { kind: 'release', release: { ...release, action: 'rolled-back', rolledBackTo: 3, verified: true } },
        fault(),
        fault({ confidence: 'low' }),
        { kind: 'environment', values: { helm: '3', node: '24' } },
        { kind: 'environment', values: { helm: '4' } },
      ),
    );
    expect(report.checkpoints[0]?.checks.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['a', 'flaky'],
      ['b', 'passed'],
    ]);
    expect(report.releases).toEqual([{ ...release, action: 'rolled-back', rolledBackTo: 3, verified: true }]);
    expect(report.faults).toMatchObject([{ confidence: 'low' }]);
    expect(report.environment).toEqual({ helm: '4', node: '24' });
  });
});

test('only warnings and errors become notes', () => {
  const notes = (['debug', 'info', 'warning', 'error'] as const).map(
    (level) => ({ kind: 'note', level, text: level }) as const,
  );
  expect(foldReport(events(...notes)).notes.map(({ text }) => text)).toEqual(['warning', 'error']);
});
