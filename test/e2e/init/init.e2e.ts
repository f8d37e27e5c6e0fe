import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Outside, startOutside } from '../support/outside.ts';
import { planOf, reportIn, root, taskflow } from '../support/pipeline.ts';

/** TaskFlow as a repository of its own, without a pipeline: what `init` writes runs as it is. */
const minutes = 60_000;
const work = mkdtempSync(join(tmpdir(), 'taskflow-init-'));
const repository = join(work, 'shop');
let outside: Outside;

beforeAll(async () => {
  mkdirSync(join(repository, 'docker'), { recursive: true });
  for (const name of ['backend.Dockerfile', 'frontend.Dockerfile'])
    cpSync(join(root, 'docker', name), join(repository, 'docker', name));
  cpSync(join(root, 'helm/taskflow'), join(repository, 'helm/taskflow'), { recursive: true });
  for (const part of ['backend', 'frontend'])
    cpSync(join(root, 'test/apps/taskflow', part), join(repository, part), {
      recursive: true,
      filter: (path) => !/\/(node_modules|\.next|\.venv|__pycache__)(\/|$)/.test(path),
    });
  const git = (...args: string[]): Buffer => execFileSync('git', args, { cwd: repository });
  git('init', '-q');
  expect(await taskflow(['init'], {}, repository)).toMatchObject({ code: 0 });
  git('add', '.');
  git('-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '-qm', 'TaskFlow');
  const { nodeAddress } = await planOf('pipeline.yml', {}, [], repository);
  outside = await startOutside(nodeAddress.replace(/\d+$/, '1'), 'taskflow');
}, 2 * minutes);

afterAll(async () => {
  const down = await taskflow(['down'], outside?.env, repository);
  await outside?.stop();
  rmSync(work, { recursive: true, force: true });
  if (down.code !== 0) throw new Error(down.output);
}, 3 * minutes);

test(
  'the pipeline that init wrote is green without a change',
  async () => {
    const out = join(work, 'report');
    const ran = await taskflow(['run', '--out', out], outside.env, repository);
    expect({ code: ran.code, output: ran.code === 0 ? '' : ran.output }).toEqual({ code: 0, output: '' });
    const report = reportIn(out);
    expect(report.checkpoints.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      'pre-deploy passed',
      'backend-deployed passed',
      'backend-api passed',
      'frontend-deployed passed',
      'integration passed',
      expect.stringMatching(/^end-to-end (passed|skipped)$/),
    ]);
    expect(report.releases).toMatchObject([{ name: 'taskflow', action: 'installed', verified: true }]);
  },
  20 * minutes,
);
