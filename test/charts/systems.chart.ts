// What the documents of the other three systems ask of their charts, fact by fact.
import { describe, expect, test } from '@jest/globals';
import { at, find, type Manifest, type Options, render, template } from './helm.ts';

const container = (all: readonly Manifest[], kind: string, name: string): unknown =>
  at(find(all, kind, name), 'spec', 'template', 'spec', 'containers', 0);

const secretKeys = (one: unknown): unknown =>
  Object.fromEntries(
    (at(one, 'env') as readonly unknown[]).map((env) => [
      at(env, 'name'),
      Object.values(at(env, 'valueFrom', 'secretKeyRef') as object),
    ]),
  );

describe('todo', () => {
  const backend = render('helm/todo-backend');
  const frontend = render('helm/todo-frontend');

  test('the backend is backend-service:8000 inside the cluster, with /health and /ready', () => {
    expect(find(backend, 'Service', 'backend-service').spec).toEqual({
      type: 'ClusterIP',
      selector: { app: 'backend' },
      ports: [{ name: 'http', port: 8000, targetPort: 'http' }],
    });
    expect(container(backend, 'Deployment', 'backend')).toMatchObject({
      image: 'backend:latest',
      resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '500m', memory: '512Mi' } },
      livenessProbe: { httpGet: { path: '/health' }, initialDelaySeconds: 10, periodSeconds: 10 },
      readinessProbe: { httpGet: { path: '/ready' }, initialDelaySeconds: 5, periodSeconds: 5 },
    });
  });

  test('the frontend calls the backend by its name, and its own health is /api/health', () => {
    expect(find(frontend, 'ConfigMap', 'frontend-config').data).toMatchObject({
      NEXT_PUBLIC_API_URL: 'http://backend-service:8000',
    });
    expect(container(frontend, 'Deployment', 'frontend')).toMatchObject({
      image: 'frontend:latest',
      resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { cpu: '200m', memory: '256Mi' } },
      livenessProbe: { httpGet: { path: '/api/health' }, initialDelaySeconds: 15, periodSeconds: 10 },
      readinessProbe: { httpGet: { path: '/api/health' }, initialDelaySeconds: 10, periodSeconds: 5 },
    });
  });

  test('what holds a password goes into the Secret, the rest into the ConfigMap', () => {
    const set = [
      'backend.env.DATABASE_URL=postgresql://u:p@h/d',
      'backend.env.OPENAI_API_KEY=sk',
      'backend.env.BETTER_AUTH_SECRET=s',
    ];
    const all = render('helm/todo-backend', { set });
    expect(at(find(all, 'Secret', 'backend-secrets'), 'stringData')).toEqual({
      DATABASE_URL: 'postgresql://u:p@h/d',
      OPENAI_API_KEY: 'sk',
      BETTER_AUTH_SECRET: 's',
    });
    expect(Object.keys(find(all, 'ConfigMap', 'backend-config').data as object)).toEqual([
      'CORS_ORIGINS',
      'ENVIRONMENT',
      'LOG_LEVEL',
    ]);
    expect(template('helm/todo-backend', { set: set.slice(1) }).stderr).toContain('backend.env.DATABASE_URL is empty');
  });

  test('a Secret from outside is referred to by its name', () => {
    const all = render('helm/todo-backend', { set: ['existingSecret=outside'] });
    expect(secretKeys(container(all, 'Deployment', 'backend'))).toMatchObject({
      DATABASE_URL: ['outside', 'DATABASE_URL'],
      OPENAI_API_KEY: ['outside', 'OPENAI_API_KEY'],
      BETTER_AUTH_SECRET: ['outside', 'BETTER_AUTH_SECRET'],
    });
  });
});

describe('chatkit', () => {
  const backend = render('helm/chatkit-backend');
  const frontend = render('helm/chatkit-frontend');

  test.each([
    ['backend', backend, 8000, 30001, 1, 'todo-backend:phase4'],
    ['frontend', frontend, 3000, 30000, 2, 'todo-frontend:phase4'],
  ] as const)(
    'the Service %s has its NodePort, and health is /api/health',
    (name, all, port, nodePort, replicas, image) => {
      expect(find(all, 'Service', name).spec).toEqual({
        type: 'NodePort',
        selector: { app: name },
        ports: [{ name: 'http', port, targetPort: 'http', nodePort }],
      });
      expect(at(find(all, 'Deployment', name), 'spec', 'replicas')).toBe(replicas);
      expect(container(all, 'Deployment', name)).toMatchObject({
        image,
        livenessProbe: { httpGet: { path: '/api/health', port } },
        readinessProbe: { httpGet: { path: '/api/health', port } },
      });
    },
  );

  test('Secrets are referred to with their documented keys and never created', () => {
    expect(secretKeys(container(backend, 'Deployment', 'backend'))).toEqual({
      DATABASE_URL: ['backend-secrets', 'database-url'],
      OPENAI_API_KEY: ['backend-secrets', 'openai-api-key'],
      BETTER_AUTH_SECRET: ['backend-secrets', 'auth-secret'],
      BETTER_AUTH_URL: ['backend-secrets', 'auth-url'],
    });
    expect(secretKeys(container(frontend, 'Deployment', 'frontend'))).toEqual({
      BETTER_AUTH_SECRET: ['frontend-secrets', 'auth-secret'],
    });
  });

  test('a changed variable changes the pods, so that a rollback brings them back', () => {
    const bad = render('helm/chatkit-backend', { set: ['env.SOME_VAR=bad_value'] });
    expect(find(bad, 'ConfigMap', 'backend-config').data).toHaveProperty('SOME_VAR', 'bad_value');
    const annotations = (all: readonly Manifest[]) =>
      at(find(all, 'Deployment', 'backend'), 'spec', 'template', 'metadata', 'annotations');
    expect(annotations(bad)).not.toEqual(annotations(backend));
  });
});

describe('taskora', () => {
  const taskora = (options: Options = {}) => render('helm/taskora', options);
  const all = taskora();

  test('two frontends, three backends, one PostgreSQL 15 with a volume', () => {
    expect(at(find(all, 'Deployment', 'taskora-frontend'), 'spec', 'replicas')).toBe(2);
    expect(at(find(all, 'Deployment', 'taskora-backend'), 'spec', 'replicas')).toBe(3);
    expect(container(all, 'StatefulSet', 'taskora-database')).toMatchObject({ image: 'postgres:15' });
    expect(at(find(all, 'StatefulSet', 'taskora-database'), 'spec', 'template', 'spec', 'volumes')).toContainEqual({
      name: 'data',
      persistentVolumeClaim: { claimName: 'taskora-database' },
    });
    expect(find(all, 'PersistentVolumeClaim', 'taskora-database').metadata.annotations).toEqual({
      'helm.sh/resource-policy': 'keep',
    });
  });

  test('values-ci.yaml keeps the numbers of pods', () => {
    const ci = taskora({ values: ['values-ci.yaml'] });
    expect(at(find(ci, 'Deployment', 'taskora-frontend'), 'spec', 'replicas')).toBe(2);
    expect(at(find(ci, 'Deployment', 'taskora-backend'), 'spec', 'replicas')).toBe(3);
  });

  test('migrations are a hook that waits for the database', () => {
    const job = find(all, 'Job', 'taskora-backend-migrate');
    expect(job.metadata.annotations).toMatchObject({ 'helm.sh/hook': 'post-install,pre-upgrade' });
    expect(at(job, 'spec', 'template', 'spec', 'containers', 0, 'command')).toEqual(['alembic', 'upgrade', 'head']);
    expect(at(job, 'spec', 'template', 'spec', 'initContainers', 0, 'name')).toBe('wait-for-database');
  });

  test('the ingress leads to the frontend', () => {
    expect(at(find(all, 'Ingress', 'taskora'), 'spec', 'rules')).toEqual([
      {
        host: 'taskora.local',
        http: {
          paths: [
            {
              path: '/',
              pathType: 'Prefix',
              backend: { service: { name: 'taskora-frontend', port: { name: 'http' } } },
            },
          ],
        },
      },
    ]);
  });

  test('the connection string is derived from the password, whatever characters it has', () => {
    const set = ['secrets.POSTGRES_PASSWORD=p w/@:', 'secrets.BETTER_AUTH_SECRET=b', 'secrets.COHERE_API_KEY=c'];
    const data = at(find(taskora({ set }), 'Secret', 'taskora-secrets'), 'stringData');
    expect(at(data, 'DATABASE_URL')).toBe('postgresql://taskora:p%20w%2F%40%3A@taskora-database:5432/taskora');
    expect(decodeURIComponent(new URL(String(at(data, 'DATABASE_URL'))).password)).toBe('p w/@:');
    expect(at(data, 'POSTGRES_PASSWORD')).toBe('p w/@:');
  });

  test('without its database the backend needs a DATABASE_URL, and waits for nothing', () => {
    const set = [
      'database.enabled=false',
      'secrets.DATABASE_URL=postgresql://x/y',
      'secrets.BETTER_AUTH_SECRET=b',
      'secrets.COHERE_API_KEY=c',
    ];
    const outside = taskora({ set });
    expect(outside.filter((one) => one.metadata.name === 'taskora-database')).toEqual([]);
    expect(
      at(find(outside, 'Deployment', 'taskora-backend'), 'spec', 'template', 'spec', 'initContainers'),
    ).toBeUndefined();
    expect(template('helm/taskora', { set: set.filter((pair) => !pair.includes('DATABASE_URL')) }).stderr).toContain(
      'secrets.DATABASE_URL is empty',
    );
  });
});
