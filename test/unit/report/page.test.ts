import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { EventBody } from '../../../src/model/event.ts';
import { foldReport } from '../../../src/report/fold.ts';
import { contrast } from '../../../src/report/html/contract.ts';
import { renderPage } from '../../../src/report/html/page.ts';
import { checked, events, failedRun, fault } from '../../support/events.ts';
import { hostile } from '../../support/hostile.ts';
import { recordedRun, recordedRuns } from '../../support/runs.ts';

const pageOf = (...bodies: EventBody[]): string => {
  const list = events(...bodies);
  return renderPage({ report: foldReport(list), events: list, attachments: [] });
};

describe.each(recordedRuns.map((run) => [run.name, run] as const))('the page of %s', (_, run) => {
  const page = renderPage(run);

  test('loads nothing and runs only the script whose hash the policy names', () => {
    expect(page.match(/<(link|iframe|object|embed|base|form)\b/g)).toBeNull();
    expect(page.match(/<[^>]* (src|href)="(?!data:image\/|evidence\/|#)[^"]*"/g)).toBeNull();
    expect(attributeNames(page).filter((name) => /^(on|style$)/.test(name))).toEqual([]);
    const scripts = [...page.matchAll(/<script>(.*?)<\/script>/gs)].map(([, text]) => text ?? '');
    expect(scripts).toHaveLength(1);
    const hash = createHash('sha256')
      .update(scripts[0] ?? '')
      .digest('base64');
    expect(page).toContain(`script-src 'sha256-${hash}'`);
    expect(page).toContain("default-src 'none'");
  });

  test('has every tag closed, every id once, and an image text for every image', () => {
    const body = page.replace(/<script.*?<\/script>|<style>.*?<\/style>/gs, '');
    for (const tag of ['div', 'section', 'article', 'details', 'ul', 'ol', 'li', 'table', 'p', 'pre', 'span', 'svg'])
      expect([tag, count(body, `<${tag}[ >]`)]).toEqual([tag, count(body, `</${tag}>`)]);
    const ids = [...body.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(count(body, '<img ')).toBe(count(body, '<img [^>]*alt="[^"]+"'));
  });
});

test('what broke, why and what to do come before everything else', () => {
  const page = pageOf(...failedRun).replace(/<style>.*?<\/style>/s, '');
  const order = [
    'taskflow failed at checkpoint 2 (backend-deployed)',
    'A Secret lacks a key',
    'find key ANTHROPIC_API_KEY',
    'Add ANTHROPIC_API_KEY to <code>secrets:</code>',
    'kubectl -n taskflow describe pod',
    'id="checkpoints"',
    'id="timeline"',
    'id="logs"',
  ].map((text) => page.indexOf(text));
  expect(order).not.toContain(-1);
  expect(order.slice(1)).toEqual(order.slice(1).toSorted((a, b) => a - b));
});

test('commands for a cluster that is gone are offered with the way to keep it', () => {
  const cleaned: EventBody[] = [
    { kind: 'stage-started', stage: 'clean-up', title: 'Delete the cluster' },
    { kind: 'stage-finished', stage: 'clean-up', outcome: 'passed' },
  ];
  expect(pageOf(...failedRun)).not.toContain('The cluster went with this run');
  expect(pageOf(...failedRun, ...cleaned)).toContain('The cluster went with this run');
});

describe('a second opinion', () => {
  const file = 'second-opinion/k8sgpt.txt';
  const item = { file, what: 'second opinion', bytes: 9, sha256: '', truncated: false };
  const shown = (more: { failed?: string }, text?: string): string => {
    const list = events(...failedRun, { kind: 'evidence', item: { ...item, ...more } });
    const attachments = text === undefined ? [] : [{ file, kind: 'text' as const, text }];
    const page = renderPage({ report: foldReport(list), events: list, attachments });
    return /<section id="opinion"[\s\S]*?<\/section>/.exec(page)?.[0] ?? '';
  };

  test('stands in a section of its own, named and escaped, as what it is', () => {
    const section = shown({}, 'Add the <b>key</b>.');
    for (const words of ['Second opinion', '<h3>k8sgpt</h3>', 'Add the &#60;b&#62;key', 'changed no verdict'])
      expect(section).toContain(words);
  });

  test('that failed says why', () =>
    expect(shown({ failed: 'did not finish' })).toContain('no answer: did not finish'));

  test('that nobody asked for leaves no trace', () => expect(pageOf(...failedRun)).not.toContain('id="opinion"'));
});

describe('hostile text', () => {
  const known = pageOf(...hostile.map(() => checked('x')));
  const tags = (page: string): Set<string> =>
    new Set([...page.matchAll(/<(\/?[a-z!][a-z0-9-]*)/gi)].map(([, tag]) => tag ?? ''));

  test('brings no tag and no attribute of its own, wherever it stands', () => {
    const bodies = hostile.flatMap((text, index): EventBody[] => [
      { kind: 'run-started', version: text, name: text, stages: [{ id: text, title: text, needs: [] }] },
      checked(text, {
        id: `${index}`,
        title: text,
        detail: text,
        verdict: 'failed',
        evidence: [text],
        differences: [{ where: text, kind: text, expected: text, actual: `${text}x`, effect: 'fails', note: text }],
        remedy: text,
        reproduce: text,
        place: { file: text },
      }),
      fault({ title: text, object: text, remedy: text, reproduce: text, evidence: [{ text, file: text }] }),
      { kind: 'note', level: 'error', text },
      { kind: 'environment', values: { [text]: text } },
      {
        kind: 'evidence',
        item: { file: text, what: text, command: text, bytes: 1, sha256: '', truncated: false, failed: text },
      },
      {
        kind: 'release',
        release: { name: text, namespace: text, revision: 1, action: 'none', verified: false, detail: text },
      },
      { kind: 'run-finished', verdict: 'failed', reason: text },
    ]);
    const page = pageOf(...bodies);
    expect(page.length).toBeGreaterThan(known.length);
    expect([...tags(page)].filter((tag) => !allTags.has(tag))).toEqual([]);
    expect(attributeNames(page).filter((name) => /^(on|style$)/.test(name))).toEqual([]);
    expect([...page.matchAll(controls)].map(({ index }) => page.slice(index - 30, index + 10))).toEqual([]);
  });

  test('in a log stays in its block of data', () => {
    const text = hostile.join('\n');
    const page = renderPage({ ...recordedRun('passed'), attachments: [{ file: 'a.log', kind: 'text', text }] });
    const blocks = [...page.matchAll(/<script type="application\/json">(.*?)<\/script>/gs)].map(
      ([, block]) => block ?? '',
    );
    expect(blocks).toHaveLength(2);
    expect(blocks.join()).not.toMatch(/[<>&]/);
    expect(JSON.parse(blocks[1] ?? '')).toMatchObject({ name: 'a.log' });
    expect(JSON.parse(blocks[1] ?? '').text).toContain('</script><script>alert(1)</script>');
  });
});

test('a thousand checks make a page of moderate size', () => {
  const many = Array.from({ length: 1000 }, (_, index) => checked('x', { id: `${index}`, verdict: 'failed' }));
  expect(pageOf(...many).length).toBeLessThan(1_000_000);
});

test('a comparison marks what differs and shortens what does not', () => {
  const [left, right] = contrast(`{"a": ${'1'.repeat(100)}, "b": 2}`, `{"a": ${'1'.repeat(100)}, "b": "2"}`);
  expect(left.markup).toMatch(/^…1+, &#34;b&#34;: <mark>2<\/mark>}$/);
  expect(right.markup).toContain('<mark>&#34;2&#34;</mark>}');
});

/** Whatever a terminal or a reader's eye could be misled by. */
const controls = /[\u0000-\u0008\u000b-\u001f\u202e]/g;

const allTags = new Set(
  recordedRuns.flatMap((run) => [...renderPage(run).matchAll(/<(\/?[a-z!][a-z0-9-]*)/gi)].map(([, tag]) => tag ?? '')),
);

function attributeNames(page: string): string[] {
  const body = page.replace(/<script.*?<\/script>|<style>.*?<\/style>/gs, '').replace(/="[^"]*"/g, '=""');
  return [...body.matchAll(/<[a-z][^>]*>/g)].flatMap(([tag]) =>
    [...tag.matchAll(/ ([^\s=>]+)/g)].map(([, name]) => name ?? ''),
  );
}

function count(text: string, pattern: string): number {
  return text.match(new RegExp(pattern, 'g'))?.length ?? 0;
}
