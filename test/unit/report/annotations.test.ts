import { expect, test } from '@jest/globals';
import type { EventBody } from '../../../src/model/event.ts';
import { annotationsOf } from '../../../src/report/annotations.ts';
import { foldReport } from '../../../src/report/fold.ts';
import { checked, events, failedRun, fault } from '../../support/events.ts';

const annotations = (...bodies: EventBody[]) => annotationsOf(foldReport(events(...bodies)));
const failed = { kind: 'run-finished', verdict: 'failed', reason: 'no cause found' } as const;

test('one error per root cause, at its line; consequences get none', () => {
  const place = { file: 'helm/taskflow/values.yaml', line: 12 };
  expect(annotations(...failedRun, fault({ place }))).toEqual([
    {
      level: 'error',
      title: 'A Secret lacks a key',
      message: expect.stringContaining('What to do: Add ANTHROPIC_API_KEY'),
      place,
    },
  ]);
});

test('a red check is annotated at its line, once, and only where it knows one', () => {
  const found = annotations(
    fault({ place: { file: 'a.yaml', line: 1 } }),
    checked('api', { id: '1', verdict: 'failed', title: 'POST /tasks', place: { file: 'contract.yml', line: 41 } }),
    checked('api', { id: '2', verdict: 'failed', place: { file: 'a.yaml', line: 1 } }),
    checked('api', { id: '3', verdict: 'failed' }),
    failed,
  );
  expect(found.map(({ title, place }) => [title, place?.line])).toEqual([
    ['A Secret lacks a key', 1],
    ['api: POST /tasks', 41],
  ]);
});

test('without any cause the reason is the annotation', () => {
  expect(annotations(failed)).toMatchObject([{ level: 'error', message: 'no cause found' }]);
});

test('without any cause, but with a line, the reason stands there', () => {
  const place = { file: 'docker/backend.Dockerfile', line: 7 };
  expect(annotations({ ...failed, place })).toEqual([expect.objectContaining({ message: 'no cause found', place })]);
});

test('a passed run shows warnings only, two at most', () => {
  const warning = { kind: 'note', level: 'warning', text: 'slow' } as const;
  const found = annotations(warning, warning, warning, { kind: 'run-finished', verdict: 'passed' });
  expect(found.map(({ level }) => level)).toEqual(['warning', 'warning']);
});

test('messages end at 800 characters, errors at five', () => {
  const many = Array.from({ length: 20 }, (_, index) => fault({ object: `Pod ${index}`, remedy: 'x'.repeat(5000) }));
  const found = annotations(...many, failed);
  expect(found).toHaveLength(5);
  expect(Math.max(...found.map(({ message }) => message.length))).toBe(800);
});

test.each(['/etc/passwd', '../other/x.yaml', 'C:\\x.yaml', 'a/../../b'])('%s is no file of the checkout', (file) => {
  expect(annotations(fault({ place: { file } }), failed)[0]).not.toHaveProperty('place');
});
