// The shared templates, through the chart that uses most of them.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { at, find, type Manifest, ROOT, render } from './helm.ts';

const CHART = 'helm/taskflow';
const DIGEST = `sha256:${'0'.repeat(64)}`;
// A copy of the chart's folder alone: the charts beside it are out of reach.
const folder = mkdtempSync(join(tmpdir(), 'chart-'));
const copy = join(folder, 'taskflow');
cpSync(join(ROOT, CHART), copy, { recursive: true });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pod = (set: readonly string[], ...path: readonly (string | number)[]): unknown =>
  at(find(render(CHART, { set }), 'Deployment', 'taskflow-backend'), 'spec', 'template', 'spec', ...path);

describe('image', () => {
  test.each([
    [['backend.image.tag=2.0.0'], 'taskflow-backend:2.0.0'],
    [['backend.image.repository=registry.example:5000/team/backend'], 'registry.example:5000/team/backend:1.0.0'],
    [[`backend.image.digest=${DIGEST}`], `taskflow-backend:1.0.0@${DIGEST}`],
    [[`backend.image.digest=${DIGEST}`, 'backend.image.tag='], `taskflow-backend@${DIGEST}`],
  ])('%j is %s', (set, image) => {
    expect(pod(set, 'containers', 0, 'image')).toBe(image);
  });

  test('one string is the whole reference, and its pull policy stands beside it', () => {
    const all = render('helm/todo-backend', { set: [`backend.image=api@${DIGEST}`, 'backend.pullPolicy=Always'] });
    expect(at(find(all, 'Deployment', 'backend'), 'spec', 'template', 'spec', 'containers', 0)).toMatchObject({
      image: `api@${DIGEST}`,
      imagePullPolicy: 'Always',
    });
  });
});

describe('what restarts pods', () => {
  const templateOf = (all: readonly Manifest[]): unknown =>
    at(find(all, 'Deployment', 'taskflow-backend'), 'spec', 'template');
  const SECRETS = ['secrets.DATABASE_URL=a', 'secrets.BETTER_AUTH_SECRET=b'];
  const withKey = (key: string): unknown =>
    templateOf(render(CHART, { set: [...SECRETS, `secrets.ANTHROPIC_API_KEY=${key}`] }));

  test('a changed variable, a changed secret, another name of the Secret', () => {
    const before = templateOf(render(CHART));
    expect(templateOf(render(CHART, { set: ['backend.env.DEBUG=true'] }))).not.toEqual(before);
    expect(templateOf(render(CHART, { set: ['existingSecret=other'] }))).not.toEqual(before);
    expect(withKey('one')).not.toEqual(withKey('two'));
    expect(withKey('one')).toEqual(withKey('one'));
  });

  test('not a new version of the chart, nor what concerns the Service alone', () => {
    const before = templateOf(render(copy));
    const path = join(copy, 'Chart.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/^version: .*$/m, 'version: 9.9.9'));
    expect(templateOf(render(copy))).toEqual(before);
    expect(
      templateOf(render(CHART, { set: ['backend.service.type=NodePort', 'backend.service.nodePort=30123'] })),
    ).toEqual(before);
  });
});

test('a chart renders from its own folder alone, as from an archive or a fresh clone', () => {
  expect(render(copy).length).toBe(render(CHART).length);
});

test('no secret is optional: a missing key keeps the pod from starting', () => {
  expect(JSON.stringify(pod([], 'containers', 0, 'env'))).not.toContain('optional');
});

test('a further variable, a user, registry credentials and a handler of Kubernetes as probe are passed on', () => {
  const set = [
    'backend.extraEnv[0].name=EXTRA',
    'backend.extraEnv[0].value=x',
    'backend.runAsUser=1001',
    'backend.imagePullSecrets[0]=registry',
    'backend.probes.liveness.path=null',
    'backend.probes.liveness.tcpSocket.port=8000',
  ];
  expect(pod(set, 'containers', 0, 'env')).toContainEqual({ name: 'EXTRA', value: 'x' });
  expect(pod(set, 'securityContext', 'runAsUser')).toBe(1001);
  expect(pod(set, 'imagePullSecrets')).toEqual([{ name: 'registry' }]);
  expect(pod(set, 'containers', 0, 'livenessProbe')).toMatchObject({ tcpSocket: { port: 8000 } });
});

test('with autoscaling the number of pods is left to it', () => {
  const all = render(CHART, { set: ['backend.autoscaling.enabled=true', 'backend.autoscaling.maxReplicas=5'] });
  expect(at(find(all, 'Deployment', 'taskflow-backend'), 'spec')).not.toHaveProperty('replicas');
  expect(at(find(all, 'HorizontalPodAutoscaler', 'taskflow-backend'), 'spec')).toMatchObject({
    minReplicas: 1,
    maxReplicas: 5,
  });
});

test('a NetworkPolicy lets in the frontend, the pods of helm test, and who else is named', () => {
  const set = [
    'backend.networkPolicy.enabled=true',
    'backend.networkPolicy.extraFrom[0].podSelector.matchLabels.app=probe',
  ];
  expect(at(find(render(CHART, { set }), 'NetworkPolicy', 'taskflow-backend'), 'spec')).toEqual({
    podSelector: { matchLabels: { app: 'taskflow', component: 'backend' } },
    policyTypes: ['Ingress'],
    ingress: [
      {
        ports: [{ port: 'http' }],
        from: [
          { podSelector: { matchLabels: { app: 'taskflow', component: 'frontend' } } },
          {
            podSelector: {
              matchLabels: { 'app.kubernetes.io/instance': 'example', 'app.kubernetes.io/component': 'test' },
            },
          },
          { podSelector: { matchLabels: { app: 'probe' } } },
        ],
      },
    ],
  });
});
