import { describe, expect, test } from '@jest/globals';
import { at, find, render, template } from './helm.ts';

const CHART = 'helm/taskflow';
const SECRETS = [
  'secrets.DATABASE_URL=postgresql://db/x',
  'secrets.BETTER_AUTH_SECRET=signing',
  'secrets.ANTHROPIC_API_KEY=key',
];

describe('taskflow', () => {
  const all = render(CHART);
  const backend = find(all, 'Deployment', 'taskflow-backend');
  const frontend = find(all, 'Deployment', 'taskflow-frontend');

  test('services have the documented names, types, ports and selectors', () => {
    expect(find(all, 'Service', 'taskflow-backend-service').spec).toEqual({
      type: 'ClusterIP',
      selector: { app: 'taskflow', component: 'backend' },
      ports: [{ name: 'http', port: 8000, targetPort: 'http' }],
    });
    expect(find(all, 'Service', 'taskflow-frontend-service').spec).toEqual({
      type: 'NodePort',
      selector: { app: 'taskflow', component: 'frontend' },
      ports: [{ name: 'http', port: 3000, targetPort: 'http' }],
    });
  });

  test('a fixed NodePort is passed on', () => {
    const local = render(CHART, { values: ['values-local.yaml'] });
    expect(at(find(local, 'Service', 'taskflow-frontend-service'), 'spec', 'ports', 0, 'nodePort')).toBe(30300);
  });

  test('resources are the documented ones', () => {
    expect(at(backend, 'spec', 'template', 'spec', 'containers', 0, 'resources')).toEqual({
      requests: { cpu: '250m', memory: '256Mi' },
      limits: { cpu: '500m', memory: '512Mi' },
    });
    expect(at(frontend, 'spec', 'template', 'spec', 'containers', 0, 'resources')).toEqual({
      requests: { cpu: '250m', memory: '128Mi' },
      limits: { cpu: '500m', memory: '256Mi' },
    });
  });

  test('the frontend waits for the backend with its own image', () => {
    const init = at(frontend, 'spec', 'template', 'spec', 'initContainers', 0);
    expect(at(init, 'name')).toBe('wait-for-backend');
    expect(at(init, 'image')).toBe('taskflow-frontend:1.0.0');
    expect(at(init, 'command', 0)).toBe('node');
    expect(at(init, 'command', 3)).toBe('http://taskflow-backend-service:8000/health');
    const off = render(CHART, { set: ['frontend.waitForBackend.enabled=false'] });
    expect(
      at(find(off, 'Deployment', 'taskflow-frontend'), 'spec', 'template', 'spec', 'initContainers'),
    ).toBeUndefined();
  });

  test('without the frontend nothing of it is rendered, and the backend is the same to the byte', () => {
    const alone = render(CHART, { set: ['frontend.enabled=false'] });
    expect(alone.filter((one) => one.metadata.name.includes('frontend'))).toEqual([]);
    expect(find(alone, 'Deployment', 'taskflow-backend')).toEqual(backend);
  });

  test('an empty variable is left out of the ConfigMap', () => {
    expect(find(all, 'ConfigMap', 'taskflow-backend-config').data).not.toHaveProperty('ANTHROPIC_BASE_URL');
    const given = render(CHART, { set: ['backend.env.ANTHROPIC_BASE_URL=http://llm:8080'] });
    expect(find(given, 'ConfigMap', 'taskflow-backend-config').data).toHaveProperty(
      'ANTHROPIC_BASE_URL',
      'http://llm:8080',
    );
  });

  test('migrations run in an init container with the environment of the backend', () => {
    const migrating = find(
      render(CHART, { set: ['backend.migrations.enabled=true'] }),
      'Deployment',
      'taskflow-backend',
    );
    const init = at(migrating, 'spec', 'template', 'spec', 'initContainers', 0);
    expect(at(init, 'command')).toEqual(['alembic', 'upgrade', 'head']);
    expect(at(init, 'env')).toEqual(at(migrating, 'spec', 'template', 'spec', 'containers', 0, 'env'));
  });
});

describe('secrets of taskflow', () => {
  const secretNames = (set: readonly string[]) =>
    ['taskflow-backend', 'taskflow-frontend'].map((name) => {
      const env = at(
        find(render(CHART, { set }), 'Deployment', name),
        'spec',
        'template',
        'spec',
        'containers',
        0,
        'env',
      );
      return new Set((env as readonly unknown[]).map((one) => at(one, 'valueFrom', 'secretKeyRef', 'name')));
    });

  test('none given: both refer to the same Secret, which the chart does not create', () => {
    expect(render(CHART).filter((one) => one.kind === 'Secret')).toEqual([]);
    expect(secretNames([])).toEqual([new Set(['taskflow-backend-secrets']), new Set(['taskflow-backend-secrets'])]);
  });

  test('existingSecret: both refer to it, and values are ignored', () => {
    const set = ['existingSecret=mine-1a2b', ...SECRETS];
    expect(secretNames(set)).toEqual([new Set(['mine-1a2b']), new Set(['mine-1a2b'])]);
    expect(render(CHART, { set }).filter((one) => one.kind === 'Secret')).toEqual([]);
  });

  test('values given: each gets a Secret of its own with what it needs', () => {
    const all = render(CHART, { set: SECRETS });
    expect(at(find(all, 'Secret', 'taskflow-backend-secrets'), 'stringData')).toEqual({
      DATABASE_URL: 'postgresql://db/x',
      BETTER_AUTH_SECRET: 'signing',
      ANTHROPIC_API_KEY: 'key',
    });
    expect(at(find(all, 'Secret', 'taskflow-frontend-secrets'), 'stringData')).toEqual({
      BETTER_AUTH_SECRET: 'signing',
    });
    expect(secretNames(SECRETS)).toEqual([
      new Set(['taskflow-backend-secrets']),
      new Set(['taskflow-frontend-secrets']),
    ]);
  });

  test('some given: refused, with the missing one named', () => {
    const { ok, stderr } = template(CHART, { set: SECRETS.slice(1) });
    expect(ok).toBe(false);
    expect(stderr).toContain('secrets.DATABASE_URL is empty: give it a value, or create the Secret yourself');
  });
});
