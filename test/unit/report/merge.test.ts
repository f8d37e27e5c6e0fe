import { expect, test } from '@jest/globals';
import { renderMergedPage } from '../../../src/report/html/merged-page.ts';
import { mergedMarkdown, mergedTitle, mergedVerdict, worstFirst } from '../../../src/report/merge.ts';
import { recordedRun } from '../../support/runs.ts';

const reports = ['passed', 'contract-drift', 'cancelled', 'minikube-start-failed'].map((name) => recordedRun(name));

test('the worst verdict is the verdict of all', () => {
  expect(mergedVerdict(reports)).toBe('failed');
  expect(mergedVerdict(reports.slice(2))).toBe('infrastructure');
  expect(mergedVerdict(reports.slice(0, 1))).toBe('passed');
  expect(mergedVerdict([])).toBe('cancelled');
  expect(mergedTitle(reports)).toBe('1 of 4 runs passed');
  expect(worstFirst(reports).map(({ name }) => name)).toEqual([
    'contract-drift',
    'minikube-start-failed',
    'cancelled',
    'passed',
  ]);
});

test('the summary has a row per run with its cause', () => {
  const text = mergedMarkdown(reports);
  expect(text).toContain('| contract\\-drift | ✗ failed | The API answers differently from production');
  expect(text.split('\n').filter((line) => line.startsWith('|'))).toHaveLength(2 + 4);
});

test('the page links every run, and tells the causes of those that failed', () => {
  const page = renderMergedPage(reports);
  for (const { name } of reports) expect(page).toContain(`href="${name}/index.html"`);
  expect(page).toContain('href="contract-drift/evidence/har/candidate.har"');
  expect(page).toContain('The disk of the runner is full');
  expect(page.indexOf('The API answers differently')).toBeLessThan(page.indexOf('The disk of the runner is full'));
});
