import { describe, expect, test } from '@jest/globals';
import type { EventBody } from '../../../src/model/event.ts';
import { foldReport } from '../../../src/report/fold.ts';
import { renderMarkdown } from '../../../src/report/markdown.ts';
import { block, code, inline } from '../../../src/report/markdown-text.ts';
import { utf8Bytes } from '../../../src/report/text.ts';
import { checked, events, failedRun, fault } from '../../support/events.ts';
import { hostile } from '../../support/hostile.ts';

const markdown = (...bodies: EventBody[]): string => renderMarkdown(foldReport(events(...bodies)));

test('the first lines say what broke, why and what to do', () => {
  const [head, cause, evidence, remedy] = markdown(...failedRun).split('\n\n');
  expect(head).toBe('## ❌ taskflow failed at checkpoint 2 \\(backend\\-deployed\\)');
  expect(cause).toBe('**A Secret lacks a key**: `Deployment taskflow/taskflow-backend`.');
  expect(evidence).toContain("couldn't find key ANTHROPIC_API_KEY");
  expect(remedy).toMatch(/^\*\*What to do:\*\* Add ANTHROPIC/);
});

test('a rollback is named, verified or not', () => {
  const release = {
    name: 'taskflow',
    namespace: 'taskflow',
    revision: 3,
    action: 'rolled-back',
    rolledBackTo: 3,
  } as const;
  const text = (verified: boolean): string =>
    markdown(...failedRun, { kind: 'release', release: { ...release, verified } });
  expect(text(true)).toContain('Rolled back and verified: taskflow at revision 3.');
  expect(text(false)).toContain('Rollback failed or unproven: taskflow.');
});

test('infrastructure does not blame the application', () => {
  const text = markdown(fault({ infrastructure: true, title: 'The disk is full' }), {
    kind: 'run-finished',
    verdict: 'infrastructure',
  });
  expect(text).toContain('could not be judged');
  expect(text).toContain('This is not a fault of the application.');
});

test('a thousand failed checks with long details stay below the budget, counted in bytes', () => {
  const many = Array.from({ length: 1000 }, (_, index) =>
    checked('x', { id: `${index}`, verdict: 'failed', detail: 'ä€😀'.repeat(1000) }),
  );
  const text = markdown(...failedRun, ...many);
  expect(utf8Bytes(text)).toBeLessThanOrEqual(900_000);
  expect(utf8Bytes(text)).toBeGreaterThan(800_000);
  expect(text).toMatch(/further sections did not fit here/);
  expect(text).toMatch(/^## ❌/);
});

describe('foreign text', () => {
  test.each(hostile.map((text) => [text]))('stays text inline: %#', (text) => {
    const line = inline(text);
    expect(line).not.toMatch(/[\n\u0000-\u001f<>]/);
    expect(line).not.toMatch(/(?<!\\)[`|[\]]|@(?!\u200b)|https?:(?!\u200b)/);
    expect(line.length).toBeLessThan(700);
  });

  test.each(hostile.map((text) => [text]))('cannot leave its fence: %#', (text) => {
    const lines = block(text).split('\n');
    const fence = (lines[0] as string).replace('text', '');
    expect(lines.at(-1)).toBe(fence);
    expect(lines.slice(1, -1).some((line) => line.includes(fence))).toBe(false);
  });

  test.each(hostile.map((text) => [text]))('cannot leave inline code: %#', (text) => {
    const span = code(text);
    const ticks = /^`+/.exec(span)?.[0] ?? '';
    expect(span.slice(ticks.length, -ticks.length)).not.toContain(ticks);
    expect(span).not.toContain('|');
  });
});
