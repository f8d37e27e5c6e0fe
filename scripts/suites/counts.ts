import type { Counting, Counts } from './suite.ts';

/** What a runner left behind: its exit code, its standard output, and the result files that it wrote. */
export interface Ran {
  readonly name: string;
  readonly code: number | string;
  readonly stdout: string;
  readonly results: readonly string[];
}

/** Counts from the runner's own results. A runner that failed without counting a failure counts as one. */
export const countsOf = (counting: Counting, ran: Ran): Counts => {
  const counts = readers[counting](ran);
  const total = counts.passed + counts.failed + counts.skipped.length;
  if ((ran.code !== 0 || total === 0) && counts.failed === 0) return { ...counts, failed: 1 };
  return counts;
};

const nothing: Counts = { passed: 0, failed: 0, skipped: [] };

interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

const jest = ({ results: [report] }: Ran): Counts => {
  if (report === undefined) return nothing;
  const json: JestReport = JSON.parse(report);
  const left = json.testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'pending' || status === 'todo' || status === 'disabled'),
  );
  return {
    passed: json.numPassedTests,
    failed: json.numFailedTests + json.numRuntimeErrorTestSuites,
    skipped: left.map(({ fullName }) => fullName),
  };
};

const testCase = /<testcase\b([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g;

/** Cases, not the suites' own sums: not every reporter writes those. */
const junit = ({ results }: Ran): Counts => {
  const cases = results.flatMap((xml) => [...xml.matchAll(testCase)]);
  const failed = cases.filter(([, , body = '']) => /<(failure|error)\b/.test(body)).length;
  const skipped = cases.filter(([, , body = '']) => /<skipped\b/.test(body));
  return {
    passed: cases.length - failed - skipped.length,
    failed,
    skipped: skipped.map(([, attributes = '']) => /\bname="([^"]*)"/.exec(attributes)?.[1] ?? '(unnamed)'),
  };
};

interface GoEvent {
  readonly Action: string;
  readonly Test?: string;
}

const go = ({ stdout }: Ran): Counts => {
  const events = stdout.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as GoEvent] : []));
  const named = (action: string) => events.filter((event) => event.Action === action && event.Test !== undefined);
  return {
    passed: named('pass').length,
    failed: named('fail').length,
    skipped: named('skip').map(({ Test }) => Test ?? ''),
  };
};

const lastLine = /(\d+) passed, (\d+) failed, (\d+) skipped\s*$/;

const line = ({ stdout, name }: Ran): Counts => {
  const match = lastLine.exec(stdout.trimEnd());
  if (!match) return nothing;
  const skipped = Array.from({ length: Number(match[3]) }, (_, index) => `${name}: ${index + 1} of ${match[3]}`);
  return { passed: Number(match[1]), failed: Number(match[2]), skipped };
};

const exit = ({ code }: Ran): Counts => (code === 0 ? { ...nothing, passed: 1 } : { ...nothing, failed: 1 });

const readers: Readonly<Record<Counting, (ran: Ran) => Counts>> = { jest, junit, go, line, exit };
