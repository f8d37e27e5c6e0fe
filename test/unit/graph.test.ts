import { expect, test } from '@jest/globals';
import type { EventBody } from '../../src/model/event.ts';
import { runGraph } from '../../src/pipeline/graph.ts';
import { failed, infrastructure, type Stage, StageError } from '../../src/pipeline/stage.ts';

const stage = (id: string, needs: string[], run: Stage['run'] = async () => undefined, limitMs = 10_000): Stage => ({
  id,
  title: id,
  needs,
  limitMs,
  run,
});

async function outcomesOf(stages: Stage[], signal = new AbortController().signal, width = 4) {
  const events: EventBody[] = [];
  const failures = await runGraph(stages, { signal, emit: (event) => events.push(event), width });
  const outcomes = Object.fromEntries(
    events.flatMap((event) => (event.kind === 'stage-finished' ? [[event.stage, event.outcome]] : [])),
  );
  return {
    outcomes,
    failures,
    started: events.flatMap((event) => (event.kind === 'stage-started' ? [event.stage] : [])),
    events,
  };
}

test('independent stages overlap, dependants wait', async () => {
  const log: string[] = [];
  const gate = Promise.withResolvers<void>();
  const result = await outcomesOf([
    stage('a', [], async () => {
      await gate.promise;
      log.push('a');
    }),
    stage('b', [], async () => {
      log.push('b');
      gate.resolve();
    }),
    stage('c', ['a', 'b'], async () => void log.push('c')),
  ]);
  expect(log).toEqual(['b', 'a', 'c']);
  expect(result.outcomes).toEqual({ a: 'passed', b: 'passed', c: 'passed' });
});

test('the width is kept', async () => {
  let now = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, 5));
    now--;
  };
  await outcomesOf(
    Array.from({ length: 6 }, (_, i) => stage(`s${i}`, [], work)),
    undefined,
    2,
  );
  expect(most).toBe(2);
});

test('a failure ends what runs, skips what depends on it, and is the only failure', async () => {
  const result = await outcomesOf([
    stage('bad', [], async () => {
      throw failed('wrong tag');
    }),
    stage(
      'slow',
      [],
      (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    ),
    stage('after', ['bad']),
  ]);
  expect(result.outcomes).toEqual({ bad: 'failed', slow: 'cancelled', after: 'skipped' });
  expect(result.failures).toEqual([{ stage: 'bad', outcome: 'failed', message: 'wrong tag' }]);
});

test('what breaks because the others are ended is cancelled, whatever it says of the machine', async () => {
  const ended =
    (error: Error): Stage['run'] =>
    (signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(error)));
  const result = await outcomesOf([
    stage('bad', [], async () => {
      throw failed('wrong tag');
    }),
    stage('load', [], ended(infrastructure('the node does not answer'))),
    stage('build', [], ended(failed('does not compile'))),
  ]);
  expect(result.outcomes).toEqual({ bad: 'failed', load: 'cancelled', build: 'failed' });
  expect(result.failures.map(({ stage: id }) => id)).toEqual(['bad', 'build']);
});

test('a failure keeps the line that is to be changed', async () => {
  const place = { file: 'Dockerfile', line: 7 };
  const result = await outcomesOf([
    stage('build', [], async () => {
      throw new StageError('failed', 'does not build', { place });
    }),
  ]);
  expect(result.failures).toEqual([{ stage: 'build', outcome: 'failed', message: 'does not build', place }]);
});

test('what nobody classified counts as infrastructure, what is classified as it says', async () => {
  const odd = await outcomesOf([stage('a', [], async () => JSON.parse('{'))]);
  expect(odd.failures[0]?.outcome).toBe('infrastructure');
  const known = await outcomesOf([stage('a', [], async () => Promise.reject(infrastructure('no disk')))]);
  expect(known.failures[0]).toEqual({ stage: 'a', outcome: 'infrastructure', message: 'no disk' });
});

test('a stage over its limit says so', async () => {
  const result = await outcomesOf([
    stage(
      'a',
      [],
      (signal) =>
        new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(failed('pod is not ready: waiting for image'))),
        ),
      20,
    ),
  ]);
  expect(result.failures[0]?.message).toMatch(/^not finished within 20 ms: pod is not ready/);
});

test('cancelled from outside: nothing is a failure', async () => {
  const controller = new AbortController();
  const result = await outcomesOf(
    [
      stage('a', [], (signal) => {
        setTimeout(() => controller.abort(new Error('SIGINT')), 1);
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      }),
      stage('b', ['a']),
    ],
    controller.signal,
  );
  expect(result.outcomes).toEqual({ a: 'cancelled', b: 'skipped' });
  expect(result.failures).toEqual([]);
});
