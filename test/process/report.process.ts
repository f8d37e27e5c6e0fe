import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '../..');
const cli = join(root, 'src/entry/cli.ts');
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'report-'));
  cpSync(join(root, 'test/fixtures/runs'), folder, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const options = { encoding: 'utf8', timeout: 120_000 } as const;
const run = (...args: string[]) =>
  spawnSync(process.execPath, ['--no-warnings', cli, 'report', ...args], { ...options, cwd: folder });
const read = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8');

test('report DIR makes every view again, and the same each time', () => {
  expect(run('missing-secret-key')).toMatchObject({
    status: 0,
    stderr: '',
    stdout: `${join(folder, 'missing-secret-key/index.html')}\n`,
  });
  const views = ['report.json', 'junit.xml', 'summary.md', 'index.html'];
  const first = views.map((view) => read('missing-secret-key', view));
  expect(JSON.parse(first[0] ?? '')).toMatchObject({ verdict: 'failed', faults: [{ id: 'config-key-missing' }, {}] });
  expect(first[3]).toContain('pod/taskflow-backend-7d5f8b6c9-kq2lm');
  run('missing-secret-key');
  expect(views.map((view) => read('missing-secret-key', view))).toEqual(first);
}, 120_000);

test('--out leaves the original alone', () => {
  expect(run('passed', '--out', 'copy').status).toBe(0);
  expect(existsSync(join(folder, 'copy/index.html'))).toBe(true);
  expect(existsSync(join(folder, 'passed/index.html'))).toBe(false);
}, 120_000);

test('a killed run with half a line is rendered without a complaint', () => {
  const file = join(folder, 'two-faults/events.jsonl');
  truncateSync(file, readFileSync(file).length - 40);
  expect(run('two-faults')).toMatchObject({ status: 0, stderr: '' });
  expect(JSON.parse(read('two-faults', 'report.json')).verdict).toBe('cancelled');
}, 120_000);

test('merge makes one page and one summary, and keeps every run beside them', () => {
  const { status, stdout } = run('merge', '--out', 'merged', 'passed', 'contract-drift', 'minikube-start-failed');
  expect([status, stdout]).toEqual([0, `1 of 3 runs passed: ${join(folder, 'merged/index.html')}\n`]);
  expect(read('merged', 'summary.md')).toContain('The disk of the runner is full');
  expect(existsSync(join(folder, 'merged/contract-drift/evidence/har/candidate.har'))).toBe(true);
}, 120_000);

test('merge takes a folder of reports for the reports in it', () => {
  cpSync(join(folder, 'passed'), join(folder, 'downloads/kind'), { recursive: true });
  cpSync(join(folder, 'contract-drift'), join(folder, 'downloads/minikube'), { recursive: true });
  const { status, stdout } = run('merge', '--out', 'merged-downloads', 'downloads');
  expect([status, stdout]).toEqual([0, `1 of 2 runs passed: ${join(folder, 'merged-downloads/index.html')}\n`]);
  expect(read('merged-downloads', 'summary.md')).toMatch(/minikube[\s\S]*kind/);
}, 120_000);

describe('what cannot be rendered ends with exit code 2 and a reason, without a stack', () => {
  test.each([
    [[], 'needs the folder of a report'],
    [['nowhere'], 'nowhere/events.jsonl: is not there'],
    [['merge'], 'needs the folders of the reports to merge'],
    [['broken'], 'broken/events.jsonl: holds no event of a run'],
  ])(
    '%j',
    (args, message) => {
      cpSync(join(folder, 'cancelled'), join(folder, 'broken'), { recursive: true });
      writeFileSync(join(folder, 'broken/events.jsonl'), '\u0000\u0001 not json\n{}\n');
      const { status, stderr } = run(...args);
      expect(status).toBe(2);
      expect(stderr).toContain(message);
      expect(stderr).not.toMatch(/\n\s+at /);
    },
    120_000,
  );
});

test('the XML is well-formed for a parser that we did not write', () => {
  run('hostile');
  const check = 'import sys, xml.dom.minidom as m; print(len(m.parse(sys.argv[1]).getElementsByTagName("testcase")))';
  expect(Number(execFileSync('python3', ['-c', check, join(folder, 'hostile/junit.xml')], options))).toBeGreaterThan(
    20,
  );
}, 120_000);
