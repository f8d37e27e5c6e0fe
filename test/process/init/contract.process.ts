import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseContract } from '../../../src/contract/file/parse.ts';
import type { Report } from '../../../src/model/report.ts';
import { type Reference, startReference } from '../../apps/reference/reference.ts';

/** A contract from what TaskFlow's backend says of itself, and from a browser's recording, held against that backend. */
const root = join(import.meta.dirname, '../../..');
const work = mkdtempSync(join(tmpdir(), 'init-contract-'));
let reference: Reference;

beforeAll(async () => {
  reference = await startReference();
}, 300_000);

afterAll(async () => {
  await reference?.stop();
  rmSync(work, { recursive: true, force: true });
});

function run(args: readonly string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--no-warnings', join(root, 'src/entry/cli.ts'), ...args], { cwd: work });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString('utf8') }));
  });
}

async function checked(): Promise<Report['checkpoints'][number]['checks']> {
  const { code, output } = await run(['check', '-c', 'contract.yml', '--api', reference.api, '--out', 'report']);
  expect({ code, output }).toMatchObject({ code: 0 });
  const report = JSON.parse(readFileSync(join(work, 'report/report.json'), 'utf8')) as Report;
  return report.checkpoints.flatMap(({ checks }) => checks);
}

test('from the running API, with an account of its own', async () => {
  expect(await run(['init', '--contract', reference.api, '--force'])).toMatchObject({ code: 0 });
  const text = readFileSync(join(work, 'contract.yml'), 'utf8');
  expect(parseContract(text, 'contract.yml')).toMatchObject({ ok: true });
  expect(text).toContain('request: GET /health');
  expect(text).toContain('id: signup');
  const checks = await checked();
  expect(checks.filter(({ verdict }) => verdict === 'passed').length).toBeGreaterThanOrEqual(8);
  expect(checks.filter(({ verdict }) => verdict !== 'passed' && verdict !== 'skipped')).toEqual([]);
}, 120_000);

test('from a browser’s recording, without anything of the session it was made in', async () => {
  cpSync(join(root, 'test/fixtures/contract-sources/browser.har'), join(work, 'browser.har'));
  const { code, output } = await run(['init', '--contract', 'browser.har', '--force']);
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('2 steps from HAR') });
  expect(output).toContain('GET /api/v1/auth/me: it was sent with a session of somebody’s');
  const text = readFileSync(join(work, 'contract.yml'), 'utf8');
  expect(text).not.toContain('hush-hush');
  expect(text).not.toContain('secret-of-somebody');
  const checks = await checked();
  expect(checks.filter(({ verdict }) => verdict !== 'passed' && verdict !== 'skipped')).toEqual([]);
}, 120_000);

test('what is neither is refused', async () => {
  const { code, output } = await run(['init', '--contract', `${reference.api}/health.json`]);
  expect(code).toBe(2);
  expect(output).toContain('the server answered 404');
}, 60_000);
