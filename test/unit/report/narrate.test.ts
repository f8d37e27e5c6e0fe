import { describe, expect, test } from '@jest/globals';
import type { EventBody } from '../../../src/model/event.ts';
import { narrator } from '../../../src/report/narrate.ts';
import { checked, events, failedRun, started } from '../../support/events.ts';

const told = (...bodies: EventBody[]) => {
  const tell = narrator();
  return events(...bodies).flatMap((event) => tell(event));
};
const texts = (...bodies: EventBody[]): string[] => told(...bodies).map(({ mark, text }) => `${mark} ${text}`);

test('a failed run, line by line', () => {
  expect(texts(...failedRun)).toEqual([
    '● taskflow: 2 stages, 2 checkpoints',
    '▸ Start the cluster',
    '✓ Start the cluster  1.0 s',
    '◆ Checkpoint 1/2: Before deploying',
    '✓ A check: as expected',
    '✓ Checkpoint 1/2 passed: Before deploying  2.0 s',
    '▸ Deploy taskflow',
    '◆ Checkpoint 2/2: Backend deployed',
    '✗ The workload is ready (failed): 0 of 1',
    '✗ Checkpoint 2/2 failed: Backend deployed  2.0 s',
    '➜ Cause: A Secret lacks a key: Deployment taskflow/taskflow-backend',
    '· Consequence: Not ready: Deployment taskflow/taskflow-backend',
    '✗ Deploy taskflow failed: backend-deployed failed  6.0 s',
    '✗ failed  13.0 s: Secret taskflow-backend has no key ANTHROPIC_API_KEY',
  ]);
});

describe('a stage that is a checkpoint', () => {
  const stage = { kind: 'stage-started', stage: 'checkpoint:pre-deploy', title: 'Before deploying' } as const;
  const end = { kind: 'stage-finished', stage: 'checkpoint:pre-deploy', outcome: 'failed', detail: 'why' } as const;

  test('is said once', () => {
    const begin = { kind: 'checkpoint-started', checkpoint: 'pre-deploy', title: 'Before deploying' } as const;
    const over = { kind: 'checkpoint-finished', checkpoint: 'pre-deploy', outcome: 'failed' } as const;
    expect(texts(started, stage, begin, over, end)).toHaveLength(3);
  });

  test('is not lost when it broke off before it could check anything', () => {
    expect(texts(started, stage, end).at(-1)).toBe('✗ Before deploying failed: why  1.0 s');
  });
});

test('what a stage says in between carries its title, since stages run side by side', () => {
  const stage = { kind: 'stage-started', stage: 'cluster', title: 'Start the cluster' } as const;
  const progress = { kind: 'progress', stage: 'cluster', text: 'pulling' } as const;
  const note = { kind: 'note', level: 'warning', text: 'slow\nvery', stage: 'cluster' } as const;
  expect(told(stage, progress, note).slice(1)).toMatchObject([
    { text: 'Start the cluster: pulling', tone: 'quiet' },
    { text: 'Start the cluster: slow', more: ['very'], tone: 'warn' },
  ]);
});

test('ten differences are shown, the rest is counted, the masked ones are not', () => {
  const difference = { kind: 'type', expected: '1', actual: '2', effect: 'fails' } as const;
  const many = Array.from({ length: 12 }, (_, index) => ({ ...difference, where: `$[${index}]` }));
  const check = checked('x', {
    verdict: 'failed',
    detail: 'a\nb',
    differences: [...many, { ...difference, where: '$.masked', effect: 'masked' }],
    remedy: 'do this',
    reproduce: 'curl x',
    evidence: ['x.har'],
  });
  const more = told(check)[0]?.more ?? [];
  expect(more).toHaveLength(1 + 10 + 1 + 3);
  expect(more[1]).toBe('✗ $[0]  type  expected: 1  actual: 2');
  expect(more.slice(11)).toEqual(['… and 2 more differences', 'do this', 'reproduce: curl x', 'evidence: x.har']);
  expect(more.join()).not.toContain('masked');
});

describe('a release', () => {
  const record = { name: 'web', namespace: 'n', revision: 4, action: 'rolled-back', verified: true } as const;
  test.each([
    [{}, '✓ Release web: rolled-back, revision 4, verified'],
    [{ rolledBackTo: 3 }, '✓ Release web: rolled back to revision 3, verified'],
    [
      { rolledBackTo: 0, action: 'uninstalled' },
      '✓ Release web: uninstalled again: nothing was there before, verified',
    ],
    [
      { rolledBackTo: 3, action: 'none', verified: false },
      '✗ Release web: could not be rolled back to revision 3, not verified',
    ],
  ] as const)('%j', (change, expected) => {
    expect(texts({ kind: 'release', release: { ...record, ...change } })).toEqual([expected]);
  });
});
