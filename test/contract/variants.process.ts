import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { systemClock } from '../../src/adapters/clock-system.ts';
import { httpNode } from '../../src/adapters/http-node.ts';
import { readCode } from '../../src/contract/code/read.ts';
import { recordContract } from '../../src/contract/record-contract.ts';
import { readSnapshot } from '../../src/contract/snapshot/har.ts';
import type { CheckResult } from '../../src/model/check.ts';
import { type Reference, startReference } from '../apps/reference/reference.ts';
import { VARIANTS, type VariantName } from '../apps/reference/variants.ts';
import { contractOf, runContract } from './support/run.ts';

jest.setTimeout(120_000);

/** TaskFlow twice: production, and a candidate that is altered by one variant after the other. */
const pages = 'http://pages.example';
let production: Reference;
let candidate: Reference;

beforeAll(async () => {
  [production, candidate] = await Promise.all([
    startReference({ origins: [pages] }),
    startReference({ origins: [pages] }),
  ]);
}, 600_000);
afterAll(async () => {
  await Promise.all([production?.stop(), candidate?.stop()]);
}, 60_000);

/** Without its pages, which have a test of their own. */
const written = readFileSync('test/e2e/taskflow/contract.yml', 'utf8')
  .replace(/^ui:.*/ms, '')
  .replace('mode: live-ro', 'mode: live-rw')
  .replace('min_gap: 1.1s', 'min_gap: 20ms')
  .replace('p95: 250ms', 'p95: 100ms');

async function checksWith(variant: VariantName): Promise<readonly CheckResult[]> {
  candidate.use(variant);
  try {
    const targets = { candidate: candidate.api, reference: production.api, web: pages };
    const code = await readCode(contractOf(written), 'test/e2e/taskflow');
    return (await runContract(written, targets, { measure: variant === 'slow', ...(code && { code }) })).checks;
  } finally {
    candidate.use('none');
  }
}

interface Named {
  readonly step: string;
  /** `where kind` of a difference, or words of the detail. */
  readonly what: string;
}

const named: Readonly<Record<Exclude<VariantName, 'none'>, Named>> = {
  'field-renamed': { step: 'contract.step.create', what: '$.done extra' },
  'field-missing': { step: 'contract.step.create', what: '$.description missing' },
  'field-added': { step: 'contract.step.signup', what: '$.user.role extra' },
  'type-changed': { step: 'contract.step.login', what: '$.expires_in type' },
  'status-changed': { step: 'contract.step.create', what: 'status status' },
  'conflict-changed': { step: 'contract.step.signup/duplicate', what: 'status status' },
  'unauthorized-changed': { step: 'contract.step.me_without_token', what: 'status status' },
  'header-missing': { step: 'contract.step.me_without_token', what: 'header[www-authenticate] header-set' },
  'cors-missing': { step: 'contract.cors.POST /api/v1/tasks', what: 'allow-origin is missing' },
  'cors-open': { step: 'contract.cors.POST /api/v1/tasks', what: 'https://evil.example must be kept out' },
  'content-type-changed': { step: 'contract.step.health', what: 'header[content-type] header-value' },
  'bytes-changed': { step: 'contract.step.health', what: '$ whitespace' },
  slow: { step: 'contract.latency.health', what: 'not proved' },
  broken: { step: 'contract.step.health', what: 'status status' },
};

test('unchanged, the two are equal, and nothing is left behind', async () => {
  const checks = await checksWith('none');
  expect(checks.filter(({ verdict }) => verdict !== 'passed').map(({ id, detail }) => [id, detail])).toEqual([]);
  expect(checks.find(({ id }) => id === 'contract.cleanup')?.detail).toMatch(/^cleaned (\d+)\/\1$/);
  const routes = checks.find(({ id }) => id === 'contract.routes')?.detail.split('\n') ?? [];
  const counts = '11 in the code (FastAPI), 11 documented, 11 in production, 11 called, 11 the same everywhere';
  expect(routes[0]).toBe(counts);
  expect(routes).toContain('GET /api/v1/tasks: 200, 401, 422 (401 not documented)');
});

test('recorded once, production proves every step without being asked', async () => {
  const { http, close } = httpNode();
  const site = { api: production.api };
  const text = written.replace('min_gap: 20ms', 'min_gap: 50ms');
  const input = { contract: contractOf(text), text, reference: site, values: {}, observations: 2 };
  const { har, left, cleaned } = await recordContract({ ...input, ports: { http, clock: systemClock } });
  close();
  expect([left, cleaned.filter(({ ok }) => !ok)]).toEqual([[], []]);
  const snapshot = readSnapshot(JSON.stringify(har));
  if (typeof snapshot === 'string') throw new Error(snapshot);
  const replay = text.replace('mode: live-rw', 'mode: replay');
  const { checks } = await runContract(replay, { candidate: candidate.api }, { snapshot, measure: false });
  const steps = checks.filter(({ id }) => id.startsWith('contract.step.'));
  expect(steps.filter(({ verdict }) => verdict !== 'passed').map(({ id, detail }) => [id, detail])).toEqual([]);
  expect(steps.every(({ detail }) => detail.includes('against a snapshot'))).toBe(true);
});

describe('a deployment whose fault is', () => {
  test.each(Object.entries(named))('%s', async (variant, { step, what }) => {
    const checks = await checksWith(variant as VariantName);
    const check = checks.find(({ id }) => id === step);
    expect(check?.verdict).toBe('failed');
    const differences = (check?.differences ?? []).map(({ where, kind }) => `${where} ${kind}`);
    expect([...differences, check?.detail ?? '']).toContainEqual(expect.stringContaining(what));
    expect(check?.place?.line).toBeGreaterThan(1);
  });

  test('every variant of the reference has its row', () => {
    expect(Object.keys(named).sort()).toEqual(
      Object.keys(VARIANTS)
        .filter((name) => name !== 'none')
        .sort(),
    );
  });
});
