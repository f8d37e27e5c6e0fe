import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { browserByPlaywright } from '../../src/adapters/browser-playwright.ts';
import { systemClock } from '../../src/adapters/clock-system.ts';
import { httpNode } from '../../src/adapters/http-node.ts';
import { findChromium } from '../../src/adapters/playwright.ts';
import { checkContract } from '../../src/contract/check-contract.ts';
import type { CheckResult } from '../../src/model/check.ts';
import { type Reference, startReference } from '../apps/reference/reference.ts';
import { contractOf } from './support/run.ts';

jest.setTimeout(600_000);
let production: Reference;
let candidate: Reference;

// Where there is no browser the tests are listed as skipped, never as passed.
const inBrowser = findChromium(process.env) === undefined ? describe.skip : describe;

inBrowser("TaskFlow's pages beside production", () => {
  beforeAll(async () => {
    [production, candidate] = await Promise.all([startReference({ web: true }), startReference({ web: true })]);
  }, 900_000);
  afterAll(async () => {
    await Promise.all([production?.stop(), candidate?.stop()]);
  }, 60_000);

  test('are the same, by sight, by ear and by use', async () => {
    const checks = await uiChecks();
    const { detail } = checks.find(({ id }) => id === 'contract.cleanup') ?? {};
    expect(detail).toMatch(/^cleaned (\d+)\/\1$/);
    expect(checks.filter(isOfPages).map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      'page./ passed',
      'page./login passed',
      'page./signup passed',
      'flow.login passed',
      'flow.refused passed',
      'flow.task passed',
    ]);
  });

  test('break where the API breaks, and the flow says at which step', async () => {
    candidate.use('field-renamed');
    const checks = await uiChecks();
    candidate.use('none');
    const check = checks.find(({ id }) => id === 'flow.task');
    expect(check).toMatchObject({ verdict: 'failed' });
    expect(check?.differences?.map(({ where }) => where)).toContainEqual(expect.stringMatching(/^task (aria|picture)/));
  });
});

function isOfPages({ id }: CheckResult): boolean {
  return /^(page|flow|ui)/.test(id);
}

async function uiChecks(): Promise<readonly CheckResult[]> {
  const text = readFileSync('test/e2e/taskflow/contract.yml', 'utf8')
    .replace('mode: live-ro', 'mode: live-rw')
    .replace('min_gap: 1.1s', 'min_gap: 20ms');
  const { http, close } = httpNode();
  try {
    const { checks } = await checkContract({
      contract: contractOf(text),
      targets: { candidate, reference: production },
      ports: { http, clock: systemClock, browser: browserByPlaywright({ env: process.env, folders: [process.cwd()] }) },
      measure: false,
    });
    return checks;
  } finally {
    close();
  }
}
