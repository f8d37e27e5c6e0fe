import { expect, test } from '@jest/globals';
import { parseConfig } from '../../../src/config/parse.ts';
import { explainPlan } from '../../../src/plan/explain.ts';
import { clusterName } from '../../../src/plan/names.ts';
import { inOrder, makePlan } from '../../../src/plan/plan.ts';

/** One plan of everything, as a person reads it and as the runner gets it. */
const text = `version: 1
name: shop
namespace: n
timeout: 20m
images:
  api: { dockerfile: D, limits: { build: 4m } }
  web: { dockerfile: E }
releases:
  shop:
    chart: c
    timeout: 3m
    images: { api.image: api, web.image: web }
    stages: [{ component: api }, { component: web }]
checkpoints:
  api-deployed: { within: 45s, stable: 2s }
  api-api: { skip: not yet }
contract: { file: contract.yml, reference: { api: 'https://api.example', mode: off } }
`;

function planned(address: string | undefined = '192.168.150.2') {
  const parsed = parseConfig({
    file: { name: 'pipeline.yml', text },
    inputs: {},
    env: {},
    fallbackName: 'x',
    facts: () => ({}),
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const plan = makePlan(parsed.config, { clusterName: 'tf-shop-1', nodeAddress: address });
  return { config: parsed.config, plan, lines: explainPlan(plan, parsed.config).split('\n') };
}

test('the whole plan, as it is printed', () => {
  const { lines } = planned();
  expect(`${lines.join('\n')}\n`).toMatchSnapshot();
});

test('without a known address, none is printed', () => {
  expect(planned('').lines[0]).toBe('Pipeline shop: cluster tf-shop-1, namespace n, at most 20 m 00 s');
});

test('what each stage does, as the runner gets it', () => {
  const { plan } = planned();
  const { stages, ...rest } = plan;
  expect(rest).toEqual({
    ...{ name: 'shop', namespace: 'n', clusterName: 'tf-shop-1', nodeAddress: '192.168.150.2' },
    limitMs: 20 * 60_000,
  });
  expect(Object.fromEntries(stages.map(({ id, work }) => [id, work]))).toMatchSnapshot();
});

test('a name is cut before it makes the cluster’s too long', () => {
  const name = clusterName({ name: 'a-name-that-is-far-too-long-for-a-node', workspace: '/', cluster: {} });
  expect(name).toMatch(/^tf-a-name-that-is-far-too-l-[0-9a-f]{8}$/);
});

test('a release that is needed twice is planned once', () => {
  const needs = (...names: string[]) => ({ needs: names }) as never;
  const order = inOrder({ web: needs('api', 'db'), api: needs('db'), db: needs(), gone: needs('nobody') });
  expect(order.map(([name]) => name)).toEqual(['db', 'api', 'web', 'gone']);
});
