import type { Place } from '../model/check.ts';
import { withoutControls } from './text.ts';

export interface Case {
  readonly name: string;
  readonly ms: number;
  readonly result: 'passed' | 'failure' | 'error' | 'skipped';
  readonly message: string;
  readonly type?: string;
  readonly place?: Place | undefined;
}

interface Suite {
  readonly name: string;
  readonly ms: number;
  readonly cases: readonly Case[];
}

interface Run {
  readonly name: string;
  readonly ms: number;
  readonly startedAt: string;
  readonly suites: readonly Suite[];
}
/** The JUnit dialect that CI systems read: counts per suite, one result per case. */
export function junitXml(run: Run): string {
  const head = attributes({
    name: run.name,
    ...counts(run.suites.flatMap((suite) => suite.cases)),
    time: seconds(run.ms),
  });
  const suites = run.suites.map((suite) => suiteXml(suite, run.startedAt)).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${head}>\n${suites}</testsuites>\n`;
}

function suiteXml({ name, ms, cases }: Suite, timestamp: string): string {
  const head = attributes({ name, ...counts(cases), time: seconds(ms), timestamp: timestamp.replace(/\.\d+Z$/, 'Z') });
  return `  <testsuite${head}>\n${cases.map((one) => caseXml(name, one)).join('')}  </testsuite>\n`;
}

function caseXml(suite: string, one: Case): string {
  const place =
    one.place === undefined ? {} : { file: one.place.file, ...(one.place.line ? { line: one.place.line } : {}) };
  const open = `    <testcase${attributes({ classname: suite, name: one.name, time: seconds(one.ms), ...place })}`;
  if (one.result === 'passed') return `${open}/>\n`;
  const message = attributes({
    message: firstLine(one.message),
    ...(one.result === 'skipped' ? {} : { type: one.type ?? one.result }),
  });
  const body = one.result === 'skipped' ? '/>' : `>${xml(one.message)}</${one.result}>`;
  return `${open}>\n      <${one.result}${message}${body}\n    </testcase>\n`;
}

function counts(cases: readonly Case[]): Readonly<Record<string, number>> {
  const of = (result: Case['result']): number => cases.filter((one) => one.result === result).length;
  return { tests: cases.length, failures: of('failure'), errors: of('error'), skipped: of('skipped') };
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([key, value]) => ` ${key}="${xml(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('');
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

/** Text that XML 1.0 can carry: no control characters, no half surrogate pairs, no markup. */
function xml(text: string): string {
  return withoutControls(text)
    .toWellFormed()
    .replace(/[\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
