import { afterEach, describe, expect, test } from '@jest/globals';
import type { Noise } from '../../src/contract/run/noise.ts';
import { runContract } from './support/run.ts';
import { json, type Served, serve } from './support/serve.ts';

const open: Served[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function saying(...values: readonly unknown[]): Promise<string> {
  let call = 0;
  const server = await serve((_, response) => json(response, 200, { mood: values[call++ % values.length], fixed: 1 }));
  open.push(server);
  return server.url;
}

const contract =
  'version: 1\nreference: { noise: noise.json }\ndefaults: { max_masked_ratio: 0.6 }\nsteps: [GET /mood]\n';
const run = async (reference: string, candidate: string, noise: readonly Noise[]) => {
  const outcome = await runContract(contract, { reference, candidate }, { noise });
  return { ...outcome, verdict: outcome.checks.find(({ id }) => id.includes('step'))?.verdict };
};

describe('noise between runs', () => {
  test('what production varied once is known in a run in which it does not', async () => {
    const first = await run(await saying('calm', 'glad'), await saying('glad', 'calm'), []);
    expect(first.noise).toMatchObject([{ step: 'GET /mood', what: 'value $.mood', runs: 1 }]);
    expect(first.checks.find(({ id }) => id === 'contract.noise')?.detail).toContain('GET /mood: value $.mood');

    const [reference, candidate] = [await saying('calm'), await saying('glad')];
    expect((await run(reference, candidate, [])).verdict).toBe('failed');
    const second = await run(reference, candidate, first.noise);
    expect(second.verdict).toBe('passed');
    expect(second.noise).toEqual(first.noise);
  });

  const known: readonly Noise[] = [
    { step: 'GET /mood', what: 'value $.mood', runs: 9, lastSeen: new Date().toISOString() },
  ];

  test.each([
    ['a type', 7],
    ['null', null],
    ['a missing key', undefined],
  ])('it never hides %s', async (_, value) => {
    expect((await run(await saying('calm'), await saying(value), known)).verdict).toBe('failed');
  });

  test('what has not varied for three months is forgotten', async () => {
    const old = known.map((one) => ({ ...one, lastSeen: '2020-01-01T00:00:00Z' }));
    expect((await run(await saying('calm'), await saying('calm'), old)).noise).toEqual([]);
  });
});
