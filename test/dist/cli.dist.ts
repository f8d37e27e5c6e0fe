import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { type App, startApp } from './machine/app.ts';
import { root } from './machine/job.ts';
import { type Machine, makeMachine } from './machine/machine.ts';

jest.setTimeout(120_000);

let app: App;
let machine: Machine;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());
beforeEach(() => {
  machine = makeMachine();
  machine.serves(app.port);
});
afterEach(() => machine.remove());

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function cli(args: readonly string[], { deaf = false } = {}): Promise<Ran> {
  const child = spawn(process.execPath, [join(root, 'dist/cli/index.js'), ...args], {
    cwd: machine.workspace,
    env: {
      PATH: machine.bin,
      HOME: machine.temp,
      TMPDIR: machine.temp,
      REFERENCE: app.url,
      DATABASE_URL: 'postgres://shop:hunter2-is-secret@db/shop',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  if (deaf) child.stdout.destroy();
  else child.stdout.on('data', (chunk: Buffer) => (texts.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (texts.stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...texts }));
  });
}

test('plan shows the stages, what overlaps, limits and where each value came from, and touches nothing', async () => {
  const { code, stdout } = await cli(['plan', '--namespace', 'preview']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/1\. side by side\n {3}cluster .*\n {3}build:backend/);
  expect(stdout).toMatch(/namespace +preview +\[input\]/);
  expect(machine.left()).toEqual([]);
});

test('run leaves a report, keeps the cluster, and down takes it away', async () => {
  const { code, stdout } = await cli(['run', '--out', 'report']);
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('shop passed') });
  for (const file of ['report.json', 'junit.xml', 'index.html', 'summary.md', 'events.jsonl', 'evidence/index.json'])
    expect([file, existsSync(join(machine.workspace, 'report', file))]).toEqual([file, true]);
  expect(machine.left()).not.toEqual([]);
  expect(await cli(['down'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/is deleted/) });
  expect(machine.left()).toEqual([]);
});

test('a reader that goes away is no failure: the run ends as it would have, and writes its report', async () => {
  expect(await cli(['plan'], { deaf: true })).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(await cli(['run', '--out', 'report'], { deaf: true })).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(readFileSync(join(machine.workspace, 'report/summary.md'), 'utf8')).toContain('passed');
});

test('what cannot be done is said in a sentence, with its exit code', async () => {
  expect(await cli(['runn'])).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean "run"') });
  machine.fault(`case "$tool $1" in "minikube delete") exit 80 ;; esac
case "$tool $2" in "docker rm") echo 'device is busy' >&2; exit 1 ;; esac`);
  await cli(['run']);
  const { code, stderr } = await cli(['down']);
  expect(code).toBe(3);
  expect(stderr).toContain('was not removed completely');
  expect(stderr).not.toMatch(/^\s+at /m);
});

test('the bundles are small', () => {
  const files = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' });
  const bytes = files
    .map((file) => statSync(join(root, 'dist', file)))
    .reduce((total, info) => total + (info.isFile() ? info.size : 0), 0);
  expect(bytes).toBeLessThan(6_000_000);
});
