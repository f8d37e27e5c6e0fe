import { describe, expect, test } from '@jest/globals';
import { annotationsOf } from '../../../src/report/annotations.ts';
import { closingOf } from '../../../src/report/closing.ts';
import { renderMergedPage } from '../../../src/report/html/merged-page.ts';
import { renderPage } from '../../../src/report/html/page.ts';
import { renderJunit } from '../../../src/report/junit.ts';
import { renderBrief, renderMarkdown } from '../../../src/report/markdown.ts';
import { mergedMarkdown } from '../../../src/report/merge.ts';
import { narrator } from '../../../src/report/narrate.ts';
import { recordedRuns } from '../../support/runs.ts';

/** Every view of the recorded runs, as it is read. */
describe.each(recordedRuns.map((run) => [run.name, run] as const))('%s', (name, { events, report, attachments }) => {
  test('the summary', () => expect(`\n${renderMarkdown(report)}\n`).toMatchSnapshot());

  test('the comment and the closing words', () => {
    expect([renderBrief(report, 2000), closingOf(report, '/out')]).toMatchSnapshot();
  });

  test('the JUnit file', () => expect(`\n${renderJunit(report)}\n`).toMatchSnapshot());

  test('the annotations', () => expect(annotationsOf(report)).toMatchSnapshot());

  test('the log', () => {
    const tell = narrator();
    const lines = events.flatMap((event) => tell(event));
    expect(
      lines.map(({ more = [], ...line }) => [Object.values(line).join(' | '), ...more].join('\n    ')).join('\n'),
    ).toMatchSnapshot();
  });

  if (['contract-drift', 'two-faults', 'cancelled'].includes(name))
    test('the page', () => expect(skeleton(renderPage({ events, report, attachments }))).toMatchSnapshot());
});

test('several runs: one page and one summary', () => {
  expect(mergedMarkdown(recordedRuns)).toMatchSnapshot();
  expect(skeleton(renderMergedPage(recordedRuns))).toMatchSnapshot();
});

/** A page without its styles, its script and its pictures, a line for each block. */
function skeleton(page: string): string {
  return page
    .replace(/<style>.*?<\/style>|<script>.*?<\/script>/gs, '')
    .replaceAll(/base64,[\w+/=]+/g, 'base64,…')
    .replaceAll(/(<(?:div|section|article|details|ul|ol|li|table|tr|p|pre|h\d|svg|header|nav|main)\b)/g, '\n$1');
}
