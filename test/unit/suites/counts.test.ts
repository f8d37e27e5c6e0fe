import { describe, expect, test } from '@jest/globals';
import { countsOf } from '../../../scripts/suites/counts.ts';

const ran = { name: 'x', code: 0, stdout: '', results: [] };

describe('counts come from the runner', () => {
  test('jest: its file, with suites that could not run as failures and skipped tests by name', () => {
    const report = JSON.stringify({
      numPassedTests: 2,
      numFailedTests: 1,
      numRuntimeErrorTestSuites: 1,
      testResults: [
        {
          assertionResults: [
            { status: 'pending', fullName: 'a b' },
            { status: 'passed', fullName: 'c' },
          ],
        },
      ],
    });
    expect(countsOf('jest', { ...ran, results: [report] })).toEqual({ passed: 2, failed: 2, skipped: ['a b'] });
  });

  test('JUnit: cases of every file', () => {
    const one = '<testsuite tests="9"><testcase name="a"/><testcase name="b"><failure/></testcase></testsuite>';
    const two = '<testcase classname="k" name="c"><skipped message="no"/></testcase><testcase name="d"></testcase>';
    expect(countsOf('junit', { ...ran, results: [one, two] })).toEqual({ passed: 2, failed: 1, skipped: ['c'] });
  });

  test('go: tests, not packages', () => {
    const stdout = [
      '{"Action":"pass","Test":"TestA"}',
      '{"Action":"pass"}',
      '{"Action":"skip","Test":"TestB"}',
      'noise',
    ];
    expect(countsOf('go', { ...ran, stdout: stdout.join('\n') })).toEqual({ passed: 1, failed: 0, skipped: ['TestB'] });
  });

  test('line: the last one', () => {
    const stdout = '1 passed, 0 failed, 0 skipped\nmore\n3 passed, 0 failed, 1 skipped\n';
    expect(countsOf('line', { ...ran, stdout })).toEqual({ passed: 3, failed: 0, skipped: ['x: 1 of 1'] });
  });

  test('exit: one check', () => {
    expect(countsOf('exit', ran)).toEqual({ passed: 1, failed: 0, skipped: [] });
    expect(countsOf('exit', { ...ran, code: 2 })).toEqual({ passed: 0, failed: 1, skipped: [] });
  });
});

describe('nothing is green by accident', () => {
  test('a runner that ends badly but counted no failure is one failure', () => {
    const stdout = '{"Action":"pass","Test":"TestA"}';
    expect(countsOf('go', { ...ran, stdout, code: 'SIGKILL' })).toEqual({ passed: 1, failed: 1, skipped: [] });
  });

  test.each(['jest', 'junit', 'go', 'line'] as const)(
    '%s: a runner that counted nothing at all is one failure',
    (counting) => {
      expect(countsOf(counting, ran)).toEqual({ passed: 0, failed: 1, skipped: [] });
    },
  );
});
