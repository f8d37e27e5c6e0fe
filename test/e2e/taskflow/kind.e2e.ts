import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Outside, startOutside } from '../support/outside.ts';
import { planOf, reportIn, taskflow } from '../support/pipeline.ts';
import { walk } from '../support/walk.ts';

/** The same TaskFlow on kind: nothing but `--provider kind` is different. */
const file = 'test/e2e/taskflow/pipeline.yml';
const flags = ['-c', file, '--provider', 'kind'];
const minutes = 60_000;
const work = mkdtempSync(join(tmpdir(), 'taskflow-kind-e2e-'));
let outside: Outside;
let pages: string;

beforeAll(async () => {
  const { nodeAddress } = await planOf(file, { ANTHROPIC_BASE_URL: 'http://known.later' }, flags.slice(2));
  outside = await startOutside(nodeAddress.replace(/\d+$/, '1'), 'taskflow');
  pages = `http://${nodeAddress}:30300`;
}, minutes);

afterAll(async () => {
  const down = await taskflow(['down', ...flags], outside?.env);
  await outside?.stop();
  rmSync(work, { recursive: true, force: true });
  if (down.code !== 0) throw new Error(down.output);
}, 3 * minutes);

test(
  'from nothing to six green checkpoints, without a production to ask',
  async () => {
    const ran = await taskflow(['run', ...flags, '--out', work], outside.env);
    expect(ran).toMatchObject({ code: 0 });
    const report = reportIn(work);
    expect(report.environment).toMatchObject({ provider: 'kind' });
    expect(report.checkpoints.map(({ verdict }) => verdict)).toEqual(Array(6).fill('passed'));
    expect(report.contract).toMatchObject({ failed: 0, other: 0 });
  },
  15 * minutes,
);

test(
  'the pages work in a browser',
  async () => {
    expect(await walk({ web: pages, name: 'taskflow-kind' })).toEqual([]);
  },
  3 * minutes,
);
