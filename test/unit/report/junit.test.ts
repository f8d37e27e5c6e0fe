import { describe, expect, test } from '@jest/globals';
import type { EventBody } from '../../../src/model/event.ts';
import { foldReport } from '../../../src/report/fold.ts';
import { renderJunit } from '../../../src/report/junit.ts';
import { checked, events, failedRun, started } from '../../support/events.ts';
import { hostile } from '../../support/hostile.ts';

const junit = (...bodies: EventBody[]): string => renderJunit(foldReport(events(...bodies)));

test('a failed run: counts, failure with its detail, and the cause in the verdict', () => {
  const xml = junit(...failedRun);
  expect(xml).toContain('<testsuites name="taskflow" tests="5" failures="3" errors="0" skipped="0" time="13.000">');
  expect(xml).toContain('<testcase classname="backend-deployed" name="The workload is ready" time="0.000">');
  expect(xml).toContain('<failure message="0 of 1" type="failed">0 of 1</failure>');
  expect(xml).toContain('what to do: Add ANTHROPIC_API_KEY to `secrets:`.');
});

test('a run that never reached a checkpoint is not green', () => {
  const xml = junit(started, { kind: 'run-finished', verdict: 'infrastructure', reason: 'Minikube did not start' });
  expect(xml).toContain('errors="1" skipped="4"');
  expect(xml).toContain('<error message="Minikube did not start" type="infrastructure">');
  expect(xml).toContain('<skipped message="not reached"/>');
});

describe('each verdict', () => {
  test.each([
    ['passed', 'tests="1" failures="0" errors="0" skipped="0"'],
    ['failed', 'tests="1" failures="1" errors="0" skipped="0"'],
    ['weak', 'tests="1" failures="1" errors="0" skipped="0"'],
    ['flaky', 'tests="1" failures="1" errors="0" skipped="0"'],
    ['inconclusive', 'tests="1" failures="0" errors="1" skipped="0"'],
    ['reference-invalid', 'tests="1" failures="0" errors="1" skipped="0"'],
    ['skipped', 'tests="1" failures="0" errors="0" skipped="1"'],
  ] as const)('%s', (verdict, counts) => {
    expect(junit(checked('x', { verdict }))).toContain(`<testsuite name="x" ${counts}`);
  });

  test('weak is green where the run says so', () => {
    const relaxed = { ...started, rules: { weak: true, flaky: false } } as typeof started;
    expect(junit(relaxed, checked('x', { verdict: 'weak' }))).toContain('<testsuite name="x" tests="1" failures="0"');
  });
});

test('hostile text leaves no markup and no character that XML forbids', () => {
  const checks = hostile.map((text, index) =>
    checked('x', { id: `${index}`, title: text, detail: text, verdict: 'failed' }),
  );
  const xml = junit(...checks);
  const known = /<\/?(testsuites?|testcase|failure|error|skipped)( [a-z]+="[^"<]*")*\/?>/g;
  expect(xml.replace(/^<\?xml[^>]*>/, '').replace(known, '')).not.toMatch(/[<>]/);
  expect(xml).not.toMatch(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/);
  expect(xml.isWellFormed()).toBe(true);
});

test('what differs, the fix and the command stand in the failure', () => {
  const differences = [
    { where: '$.n', kind: 'type', expected: 'int <2>', actual: 'string <"2">', effect: 'fails' },
    { where: '$.id', kind: 'value', expected: 'string', actual: 'string', effect: 'masked' },
  ] as const;
  const xml = junit(checked('x', { verdict: 'failed', differences, remedy: 'write a rule', reproduce: 'curl y' }));
  expect(xml).toContain('✗ $.n  type  expected: int &lt;2&gt;  actual: string &lt;&quot;2&quot;&gt;');
  expect(xml).toContain('write a rule\nreproduce: curl y');
  expect(xml).not.toContain('$.id');
});
