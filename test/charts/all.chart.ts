// What holds for every chart with every values file.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { at, KUBERNETES, type Manifest, manifests, ROOT, run, template } from './helm.ts';
import { CHARTS, cases } from './matrix.ts';
import { containers, list, podLabels, podSpec } from './pods.ts';

const SCHEMAS = 'test/charts/schemas/{{.ResourceKind}}{{.KindSuffix}}.json';

describe.each(cases())('$title', ({ chart, options }) => {
  const { ok, stdout, stderr } = template(chart, options);
  const all = manifests(stdout);
  const pods = all.flatMap(podSpec);

  test('renders without a word on stderr, as it did before', () => {
    expect({ ok, stderr }).toEqual({ ok: true, stderr: '' });
    expect(stdout).toMatchSnapshot();
  });

  test('is valid for the version of Kubernetes', () => {
    const checked = run(
      'kubeconform',
      ['-strict', `-kubernetes-version=${KUBERNETES}`, `-schema-location=${SCHEMAS}`],
      stdout,
    );
    expect({ said: checked.stdout, ok: checked.ok }).toEqual({ said: '', ok: true });
  });

  test('lint --strict finds nothing', () => {
    const files = (options.values ?? []).map((file) => `--values=${join(chart, file)}`);
    const linted = run('helm', ['lint', '--strict', '--quiet', chart, ...files]);
    expect({ said: linted.stdout + linted.stderr, ok: linted.ok }).toEqual({ said: '', ok: true });
  });

  test('every pod meets the restricted standard, and gets no token of the cluster', () => {
    expect(pods.length).toBeGreaterThan(0);
    for (const pod of pods) {
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      });
      for (const volume of list(at(pod, 'volumes'))) expect(Object.keys(volume as object)).not.toContain('hostPath');
    }
  });

  test('every container is confined, cannot write its root file system, and has limits', () => {
    for (const container of pods.flatMap(containers)) {
      expect(container).toMatchObject({
        imagePullPolicy: 'IfNotPresent',
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        resources: {
          requests: { cpu: expect.anything(), memory: expect.anything() },
          limits: { memory: expect.anything() },
        },
      });
    }
  });

  test('only the images of the application are used', () => {
    const images = new Set(pods.flatMap(containers).map((container) => container.image.replace(/[:@].*/, '')));
    const expected = chart.includes('taskora') ? ['postgres', 'taskora-backend', 'taskora-frontend'] : undefined;
    if (expected) expect([...images].sort()).toEqual(expected);
    else expect([...images].every((image) => /(backend|frontend)$/.test(image))).toBe(true);
  });

  test('what is served has three probes', () => {
    for (const workload of all.filter((one) => ['Deployment', 'StatefulSet'].includes(one.kind))) {
      expect(at(workload, 'spec', 'template', 'spec', 'containers', 0)).toMatchObject({
        startupProbe: expect.anything(),
        livenessProbe: expect.anything(),
        readinessProbe: expect.anything(),
      });
    }
  });

  test('every Service selects exactly the pods of one workload, and no pod of a hook', () => {
    const templates = all.flatMap((one) => [podLabels(one)]).filter((labels) => labels !== undefined);
    for (const service of all.filter((one) => one.kind === 'Service')) {
      const selector = Object.entries(at(service, 'spec', 'selector') as Record<string, string>);
      const hit = templates.filter((labels) => selector.every(([key, value]) => labels[key] === value));
      expect(hit).toHaveLength(1);
    }
  });

  test('no secret value appears anywhere but in a Secret', () => {
    expect(all.filter((one) => one.kind === 'Secret')).toEqual([]);
  });

  test('helm test has something to run', () => {
    expect(all.filter((one) => one.metadata.annotations?.['helm.sh/hook'] === 'test').length).toBeGreaterThan(0);
  });
});

test.each(CHARTS)('%s renders the same with Helm 4', (name) => {
  const args = ['template', 'example', `helm/${name}`, `--kube-version=${KUBERNETES}`];
  const three = run('helm', args);
  const four = run('helm4', args);
  expect(four.ok).toBe(true);
  expect(byName(manifests(four.stdout))).toEqual(byName(manifests(three.stdout)));
});

test('no chart is left out of these tests', () => {
  const folders = readdirSync(join(ROOT, 'helm'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map((entry) => entry.name).sort()).toEqual([...CHARTS, 'component'].sort());
});

const byName = (all: readonly Manifest[]): readonly Manifest[] =>
  [...all].sort((a, b) => `${a.kind}/${a.metadata.name}`.localeCompare(`${b.kind}/${b.metadata.name}`));
