import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Platform } from '../../src/action/platform.ts';
import { type UploadedReport, uploadReport } from '../../src/action/upload.ts';
import { githubPlatform } from '../../src/adapters/github-platform.ts';
import { startArtifactService, type Trouble } from '../dist/machine/artifact-service.ts';

const env = { GITHUB_JOB: 'deploy', GITHUB_RUN_ATTEMPT: '2', GITHUB_SERVER_URL: 'https://github.com' };
const where = { GITHUB_REPOSITORY: 'org/shop', GITHUB_RUN_ID: '77' };
let out = '';
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'upload-'));
  writeFileSync(join(out, 'index.html'), '<p>page</p>');
  writeFileSync(join(out, 'report.json'), '{}');
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** GitHub's own client against a service on the loopback; what it may wait is short. */
async function upload(
  of: { readonly trouble?: Trouble; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<{
  readonly result: UploadedReport | undefined;
  readonly log: readonly string[];
  readonly names: readonly string[];
}> {
  const service = await startArtifactService(of.trouble ? { trouble: of.trouble } : {});
  const before = { ...process.env };
  Object.assign(process.env, env, where, service.env, of.env);
  const log: string[] = [];
  const platform: Platform = { ...githubPlatform(), log: (line) => log.push(line) };
  try {
    const result = await uploadReport(platform, { out, env, matrix: 'kind', withinMs: of.trouble ? 1500 : 20_000 });
    return { result, log, names: service.finalized.map(({ name }) => name).sort() };
  } finally {
    process.env = before;
    await service.close();
  }
}

test('the folder and its page, each under a name that this attempt of this job has alone', async () => {
  const { result, log, names } = await upload();
  const url = 'https://github.com/org/shop/actions/runs/77/artifacts/4711';
  expect(log).toEqual([]);
  expect(names).toEqual(['report-of-taskflow-deploy-kind-a2.html', 'taskflow-deploy-kind-a2']);
  expect(result).toEqual({ artifactId: '4711', artifactUrl: url, pageUrl: url });
});

test.each([
  ['no permission', { trouble: 'forbidden' }, '403'],
  ['a name that is taken', { trouble: 'taken' }, 'already exists'],
  ['a service that does not answer', { trouble: 'silent' }, 'no answer within 1.5 s'],
  ['one that goes silent at the end', { trouble: 'silent at the end' }, 'no answer within 1.5 s'],
  [
    'a GitHub Enterprise Server',
    { env: { GITHUB_SERVER_URL: 'https://github.corp.example' } },
    'not currently supported on GHES',
  ],
] as const)('%s is one line that names the folder, and nothing is thrown', async (_, of, why) => {
  const { result, log } = await upload(of);
  expect(result).toBeUndefined();
  expect(log).toEqual([expect.stringMatching(/^The report could not be uploaded \(.+\); it is in \/.+upload-/)]);
  expect(log[0]).toContain(why);
});

test('without a service nothing is tried', async () => {
  const { result, log } = await upload({ env: { ACTIONS_RUNTIME_TOKEN: '' } });
  expect([result, log]).toEqual([undefined, [`No artifact service here; the report is in ${out}`]]);
});
