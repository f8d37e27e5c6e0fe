import { describe, expect, test } from '@jest/globals';
import { type Look, terminalRenderer } from '../../../src/cli/renderer.ts';
import { lookOf, openScreen } from '../../../src/cli/screen.ts';
import type { EventBody } from '../../../src/model/event.ts';
import { foldReport } from '../../../src/report/fold.ts';
import { checked, events, failedRun, started } from '../../support/events.ts';
import { hostile } from '../../support/hostile.ts';

const plain: Look = { color: false, live: false, quiet: false };
const linesOf = (look: Partial<Look>, ...bodies: EventBody[]): string[] => {
  const renderer = terminalRenderer({ ...plain, ...look });
  return events(...bodies).flatMap((event) => renderer.lines(event));
};
const stage = { kind: 'stage-started', stage: 'cluster', title: 'Start the cluster' } as const;
const progress = { kind: 'progress', stage: 'cluster', text: 'pulling' } as const;

test('plain lines carry the time since the start; details stand below', () => {
  expect(linesOf({}, started, stage, progress, checked('x', { verdict: 'failed', detail: 'a\nb' }))).toEqual([
    '     0 ms  ● taskflow: 2 stages, 2 checkpoints',
    '    1.0 s  ▸ Start the cluster',
    '    2.0 s  · Start the cluster: pulling',
    '    3.0 s    ✗ A check (failed): a',
    '               b',
  ]);
});

test('quiet shows problems only', () => {
  expect(linesOf({ quiet: true }, ...failedRun).every((line) => /✗|➜/.test(line))).toBe(true);
});

test('live keeps what is running out of the lines and in the status, with elapsed time, cut to the width', () => {
  const renderer = terminalRenderer({ ...plain, live: true });
  const [begin, ...rest] = events(started, stage, progress);
  expect([begin, ...rest].flatMap((event) => (event === undefined ? [] : renderer.lines(event)))).toHaveLength(1);
  const now = (begin?.at ?? 0) + 5000;
  expect(renderer.status(now, 80)).toEqual(['    4.0 s  … Start the cluster  pulling']);
  expect(renderer.status(now, 24)).toEqual(['    4.0 s  … Start the…']);
});

test('the last words name cause, evidence, remedy and report', () => {
  const closing = terminalRenderer(plain).closing(foldReport(events(...failedRun)), '/r/index.html');
  expect(closing).toEqual([
    '',
    '✗ taskflow failed at checkpoint 2 (backend-deployed)  (13.0 s)',
    '  Cause       A Secret lacks a key: Deployment taskflow/taskflow-backend (config-key-missing)',
    "  Evidence    couldn't find key ANTHROPIC_API_KEY",
    '  What to do  Add ANTHROPIC_API_KEY to `secrets:`.',
    '  See it      kubectl -n taskflow describe pod taskflow-backend',
    '  Report      /r/index.html',
  ]);
});

describe('foreign text', () => {
  test.each(hostile.map((text) => [text]))('cannot steer the terminal: %#', (text) => {
    const shown = linesOf(
      {},
      { kind: 'note', level: 'error', text },
      checked('x', { title: text, detail: text, verdict: 'failed' }),
    );
    for (const line of shown) expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    expect(Math.max(...shown.map((line) => line.length))).toBeLessThan(4100);
  });
});

describe('colour and movement', () => {
  const wish = { color: true, quiet: false };
  const tty = { isTTY: true, write: (): void => undefined };
  test.each([
    [tty, {}, wish, { color: true, live: true }],
    [tty, { NO_COLOR: '1' }, wish, { color: false, live: true }],
    [tty, { NO_COLOR: '' }, wish, { color: true, live: true }],
    [tty, { TERM: 'dumb' }, wish, { color: false, live: false }],
    [tty, { CI: 'true' }, wish, { color: true, live: false }],
    [tty, {}, { color: false, quiet: true }, { color: false, live: false }],
    [{ write: (): void => undefined }, {}, wish, { color: false, live: false }],
  ] as const)('%#', (stream, env, wanted, expected) => {
    expect(lookOf(stream, env, wanted)).toMatchObject(expected);
  });

  test('painted text is the same text', () => {
    const painted = linesOf({ color: true }, ...failedRun).join('\n');
    expect(painted).toContain('\u001b[31m✗\u001b[0m');
    expect(painted.replace(/\u001b\[[\d;]*m/g, '')).toBe(linesOf({}, ...failedRun).join('\n'));
  });
});

test('the screen erases its status before it writes below the lines', () => {
  const written: string[] = [];
  const screen = openScreen({ write: (text) => written.push(text), columns: 80 }, { ...plain, live: true }, () => 0);
  for (const event of events(started, stage, { kind: 'stage-finished', stage: 'cluster', outcome: 'passed' }))
    screen.show(event);
  screen.close(foldReport(events(...failedRun)), '/r');
  expect(written[1]).toBe('     0 ms  … Start the cluster\n');
  expect(written[2]).toMatch(/^\u001b\[1A\u001b\[J {4}2\.0 s {2}✓ Start the cluster/);
  expect(written[3]).not.toContain('\u001b[1A');
});
