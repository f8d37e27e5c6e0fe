import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Reference, startReference } from '../../apps/reference/reference.ts';
import { type Outside, startOutside } from '../support/outside.ts';
import { planOf, reportIn, taskflow } from '../support/pipeline.ts';

/** TaskFlow on a real Minikube node, by the built command line: deployed, unchanged, broken and rolled back, gone. */
const file = 'test/e2e/taskflow/pipeline.yml';
const minutes = 60_000;
const work = mkdtempSync(join(tmpdir(), 'taskflow-e2e-'));
let outside: Outside;
let reference: Reference;
let pages: string;

beforeAll(async () => {
  const { nodeAddress } = await planOf(file, { ANTHROPIC_BASE_URL: 'http://known.later' });
  outside = await startOutside(nodeAddress.replace(/\d+$/, '1'), 'taskflow');
  pages = `http://${nodeAddress}:30300`;
  reference = await startReference({ web: true, origins: [pages] });
}, 5 * minutes);

afterAll(async () => {
  const down = await taskflow(['down', '-c', file], outside?.env);
  await reference?.stop();
  await outside?.stop();
  rmSync(work, { recursive: true, force: true });
  if (down.code !== 0) throw new Error(down.output);
}, 3 * minutes);

test(
  'from nothing to six green checkpoints',
  async () => {
    const out = join(work, 'first');
    const { api, web = '' } = reference;
    const production = ['--reference-api', api, '--reference-web', web, '--reference-mode', 'live-rw'];
    const ran = await taskflow(['run', '-c', file, '--out', out, ...production], outside.env);
    expect(ran).toMatchObject({ code: 0 });
    const report = reportIn(out);
    expect(report.verdict).toBe('passed');
    expect(report.checkpoints.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      'pre-deploy passed',
      'backend-deployed passed',
      'backend-api passed',
      'frontend-deployed passed',
      'integration passed',
      'end-to-end passed',
    ]);
    expect(report.releases).toMatchObject([{ name: 'taskflow', action: 'installed', verified: true }]);
    expect(report.contract).toMatchObject({ failed: 0, other: 0 });
    expect(report.contract?.passed).toBeGreaterThan(20);
    expect(report.contract).toMatchObject({ failed: 0, other: 0 });
    expect(report.contract?.passed).toBeGreaterThan(20);
    expect(readdirSync(out).sort()).toEqual(
      expect.arrayContaining(['events.jsonl', 'evidence', 'index.html', 'junit.xml', 'report.json', 'summary.md']),
    );
  },
  20 * minutes,
);

test(
  'a wrong image is named as the cause, and the old revision is live again and verified',
  async () => {
    const out = join(work, 'broken');
    const ran = await taskflow(['run', '-c', 'test/e2e/taskflow/pipeline-wrong-image.yml', '--out', out], outside.env);
    expect(ran).toMatchObject({ code: 1 });
    const report = reportIn(out);
    expect(report.verdict).toBe('failed');
    expect(report.faults.find(({ root }) => root)?.id).toMatch(/^image-/);
    expect(report.releases).toMatchObject([{ name: 'taskflow', action: 'rolled-back', verified: true }]);
  },
  10 * minutes,
);

test('no secret stands anywhere in what was written', () => {
  const secrets = [outside.env.BETTER_AUTH_SECRET, outside.env.ANTHROPIC_API_KEY, outside.env.DATABASE_URL].map(String);
  const needles = secrets.flatMap((secret) => [
    secret,
    Buffer.from(secret).toString('base64'),
    encodeURIComponent(secret),
  ]);
  const files = readdirSync(work, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(20);
  for (const entry of files) {
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
    for (const needle of needles) expect(`${entry.name} ${text.includes(needle)}`).toBe(`${entry.name} false`);
  }
});
