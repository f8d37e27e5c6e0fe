import { expect, test } from '@jest/globals';
import { parseConfig } from '../../../src/config/parse.ts';
import { explainPlan } from '../../../src/plan/explain.ts';
import { clusterName, nodeAddress } from '../../../src/plan/names.ts';
import { makePlan } from '../../../src/plan/plan.ts';

function planOf(text: string) {
  const parsed = parseConfig({
    file: { name: 'pipeline.yml', text },
    inputs: {},
    env: {},
    fallbackName: 'shop',
    facts: () => ({}),
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { config: parsed.config, plan: makePlan(parsed.config, { clusterName: 'c', nodeAddress: '192.168.1.2' }) };
}

const needsOf = (text: string) => Object.fromEntries(planOf(text).plan.stages.map(({ id, needs }) => [id, needs]));

test('one chart in stages: backend proves itself before the frontend is created', () => {
  const needs = needsOf(`version: 1
images: { backend: { dockerfile: D } }
releases:
  taskflow: { chart: c, images: { image: backend }, stages: [{ component: backend }, { component: frontend }] }
`);
  expect(needs).toEqual({
    cluster: [],
    'build:backend': [],
    'lint:taskflow': [],
    'checkpoint:pre-deploy': ['build:backend', 'lint:taskflow', 'cluster'],
    load: ['cluster', 'build:backend'],
    'deploy:taskflow/backend': ['checkpoint:pre-deploy', 'load'],
    'checkpoint:backend-deployed': ['deploy:taskflow/backend'],
    'checkpoint:backend-api': ['checkpoint:backend-deployed'],
    'deploy:taskflow/frontend': ['checkpoint:backend-api'],
    'checkpoint:frontend-deployed': ['deploy:taskflow/frontend'],
    'checkpoint:integration': ['checkpoint:frontend-deployed'],
    'checkpoint:end-to-end': ['checkpoint:integration'],
  });
});

test('two charts: one that needs the other waits for its proof; independent ones overlap; nothing to build, nothing to load', () => {
  const needs = needsOf(`version: 1
releases:
  frontend: { chart: f, needs: [backend] }
  backend: { chart: b }
  cache: { chart: x }
`);
  expect(needs['deploy:frontend']).toEqual(['checkpoint:backend-api']);
  expect(needs['deploy:backend']).toEqual(['checkpoint:pre-deploy']);
  expect(needs['deploy:cache']).toEqual(['checkpoint:pre-deploy']);
  expect(needs['checkpoint:integration']).toEqual(['checkpoint:frontend-api', 'checkpoint:cache-deployed']);
  expect(needs).not.toHaveProperty('load');
});

test('the plan reads as text, with limits and origins', () => {
  const { plan, config } = planOf(
    'version: 1\nnamespace: n\nreleases:\n  a: { chart: c }\ncheckpoints: { a-deployed: { within: 45s } }\n',
  );
  const text = explainPlan(plan, config);
  expect(text).toMatch(/checkpoint:a-deployed .* at most 45\.0 s/);
  expect(text).toMatch(/namespace +n {2}\[file\]/);
});

test('names: stable at the desk, unique in CI, and never two checkouts on one cluster', () => {
  const desk = { name: 'shop', workspace: '/a', cluster: 'minikube' };
  expect(clusterName(desk)).toBe(clusterName({ ...desk }));
  expect(clusterName(desk)).not.toBe(clusterName({ ...desk, workspace: '/b' }));
  expect(clusterName({ ...desk, ci: '1-1-job' })).not.toBe(clusterName({ ...desk, ci: '1-2-job' }));
  expect(nodeAddress('x')).toMatch(/^192\.168\.(1\d\d|2[0-4]\d)\.2$/);
});
