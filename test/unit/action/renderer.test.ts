import { describe, expect, test } from '@jest/globals';
import { annotationCommand, harmless, quoted } from '../../../src/action/commands.ts';
import { actionRenderer } from '../../../src/action/renderer.ts';
import type { EventBody } from '../../../src/model/event.ts';
import { foldReport } from '../../../src/report/fold.ts';
import { checked, events, failedRun, fault, started } from '../../support/events.ts';
import { hostile } from '../../support/hostile.ts';
import { recordedRuns } from '../../support/runs.ts';

const tokens = (): (() => string) => {
  let count = 0;
  return () => `token-${++count}`;
};
const linesOf = (...bodies: EventBody[]): string[] => {
  const renderer = actionRenderer(tokens());
  const list = events(...bodies);
  return [...list.flatMap((event) => renderer.lines(event)), ...renderer.closing(foldReport(list), '/tmp/report')];
};

test('a stage is a group of its commands, printed when it ends', () => {
  const lines = linesOf(
    { kind: 'stage-started', stage: 'a', title: 'Build' },
    { kind: 'command', stage: 'a', command: 'docker build .', durationMs: 1200, failed: false },
    { kind: 'stage-finished', stage: 'a', outcome: 'passed' },
  );
  expect(lines.slice(0, 4)).toEqual([
    '     0 ms  ▸ Build',
    '::group::    2.0 s  ✓ Build  2.0 s',
    '    1.0 s  $ docker build .  1.2 s',
    '::endgroup::',
  ]);
});

test('red checks stand outside of groups, green ones inside', () => {
  const lines = linesOf(
    started,
    { kind: 'checkpoint-started', checkpoint: 'pre-deploy', title: 'Before deploying' },
    checked('pre-deploy', { id: 'a', title: 'green' }),
    checked('pre-deploy', { id: 'b', title: 'red', verdict: 'failed', detail: 'x\ny' }),
    { kind: 'checkpoint-finished', checkpoint: 'pre-deploy', outcome: 'failed' },
  );
  const group = lines.indexOf('::group::    4.0 s  ✗ Checkpoint 1/2 failed: Before deploying  3.0 s');
  expect(lines.findIndex((line) => line.includes('✗ red'))).toBeLessThan(group);
  expect(lines[group + 1]).toContain('✓ green');
  expect(lines[group + 2]).toBe('::endgroup::');
});

describe('what the runner could obey', () => {
  test.each(recordedRuns.map((run) => [run.name, run] as const))('%s: only our own commands', (_, run) => {
    const renderer = actionRenderer(tokens());
    const lines = [
      ...run.events.flatMap((event) => renderer.lines(event)),
      ...renderer.closing(run.report, '/tmp/report'),
    ];
    const obeyed = lines.filter((line) => /^\s*::|##\[/.test(line));
    const own = /^::(group::|endgroup::$|stop-commands::token-\d+$|token-\d+::$|(error|warning) [^\n]*$)/;
    expect(obeyed.filter((line) => !own.test(line))).toEqual([]);
    expect(lines.filter((line) => line.includes('\n'))).toEqual([]);
  });

  test('a quotation ends with its own token, which is used once', () => {
    const all = linesOf(
      checked('x', { verdict: 'failed', detail: 'a\n::error::b' }),
      checked('x', { verdict: 'failed', detail: 'a\nb' }),
    );
    const begun = all.flatMap((line) => /^::stop-commands::(.+)$/.exec(line)?.[1] ?? []);
    expect(new Set(begun).size).toBe(begun.length);
    for (const token of begun) expect(all.filter((line) => line === `::${token}::`)).toHaveLength(1);
  });

  test.each(hostile.map((text) => [text]))('foreign text is harmless: %#', (text) => {
    for (const line of [harmless(text), ...quoted([text], 'secret-token').slice(1, -1)])
      expect(line).not.toMatch(/^\s*::|##\[|[\u0000-\u001f\u202e]/);
  });
});

describe('annotations', () => {
  test('stand at file and line', () => {
    const lines = linesOf(...failedRun, fault({ place: { file: 'a,b:c.yaml', line: 3, column: 2 } }));
    expect(lines.at(-1)).toMatch(
      /^::error file=a%2Cb%3Ac\.yaml,line=3,col=2,title=A Secret lacks a key::Deployment .*%0AWhat to do/,
    );
  });

  test('escape what would end them', () => {
    const annotation = { level: 'warning', title: 'a::b,c%', message: '50%\r\n::error::x' } as const;
    expect(annotationCommand(annotation)).toBe('::warning title=a%3A%3Ab%2Cc%25::50%25%0D%0A::error::x');
  });
});
