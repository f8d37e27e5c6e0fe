import { describe, expect, test } from '@jest/globals';
import { createRedactor } from '../../../../src/lib/redact/redactor.ts';

const { text } = createRedactor();
const value = 'p4ss-W0rd.Xy';

const hiddenIn: readonly string[] = [
  `postgres://app:${value}@db:5432/app`,
  `redis://:${value}@redis:6379`,
  `postgres://app:s3:cr/${value}@db:5432/app`,
  `amqp://guest:${value}@rabbit:5672`,
  `host=db password=${value} dbname=app`,
  `PGPASSWORD=${value}`,
  `{"apiKey":"${value}"}`,
  `{"api_key": "${value}"}`,
  `{\\"apiKey\\":\\"${value}\\"}`,
  `Authorization: Bearer ${value}${value}`,
  `Authorization: Basic ${Buffer.from(`me:${value}`).toString('base64')}`,
  `authorization: ${value}`,
  `Set-Cookie: session=${value}; Path=/; HttpOnly`,
  `cookie: a=${value}; b=${value}`,
  `password: ${value}`,
  `  JWT_SECRET:  ${value}`,
  `DB_PASS=${value}`,
  `STRIPE_KEY=${value}`,
  `ENCRYPTION_KEY="${value}"`,
  `COOKIE_SECRET='${value}'`,
  `CLIENT_SECRET=${value}`,
  `SESSION_SALT=${value}`,
  `GET /callback?code=${value}&state=1`,
  `AccountKey=${value};EndpointSuffix=x`,
  `jwt eyJhbGciOiJIUzI1NiJ9.eyJ${value.replaceAll('.', '')}MTIz.${value.replaceAll('.', '')}`,
  `ghp_${'a1'.repeat(18)}${value}`,
  `sk-ant-api03-${value.replaceAll('.', '')}-${'Qz'.repeat(20)}`,
  `-----BEGIN RSA PRIVATE KEY-----\n${value}\n-----END RSA PRIVATE KEY-----`,
  `"key": "-----BEGIN EC PRIVATE KEY-----\\n${value.replaceAll('.', '')}\\n-----END EC PRIVATE KEY-----\\n"`,
];

test.each(hiddenIn)('hides the value of %s', (line) => {
  const shown = text(line);
  expect(shown).not.toContain(value);
  expect(shown).not.toContain(value.replaceAll('.', ''));
  expect(shown).toContain('***');
  expect(shown.split('\n')).toHaveLength(line.split('\n').length);
  expect(text(shown)).toBe(shown);
});

const readable: readonly string[] = [
  'Secret shop has keys SESSION_KEY, not PAYMENT_KEY: add it to `secrets.shop`.',
  'dial tcp 10.96.0.12:8000: connect: connection refused',
  'Failed to pull image "ghcr.io/org/taskflow-backend:1.0.0": not found',
  "couldn't find key ANTHROPIC_API_KEY in Secret taskflow/taskflow-backend",
  'MountVolume.SetUp failed for volume "v" : secret "taskflow-backend" not found',
  '  secretName: taskflow-tls',
  'secretKeyRef: {name: taskflow-backend, key: JWT_SECRET}',
  "JWT_SECRET:  <set to the key 'JWT_SECRET' in secret 'taskflow-backend'>  Optional: false",
  'automountServiceAccountToken: false',
  'tokenExpirationSeconds: 3607',
  'password authentication failed for user "app"',
  'error: DATABASE_PASSWORD is required',
  'Error: missing token: expired',
  'imagePullSecrets:\n- name: registry',
  'http://localhost:4873/@scope/package',
  'sessionAffinity: None',
  'JsonWebTokenError: invalid signature',
  'basic authentication is off',
  'https://taskflow.example.com/tasks?limit=10&offset=20',
  'uid 6f9a3c2e-1111-2222-3333-444455556666',
  'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'secret/taskflow-backend created',
  'Unauthorized: token verification failed',
];

test.each(readable)('leaves %s as it is', (line) => expect(text(line)).toBe(line));

describe('a JSON value', () => {
  const redactor = createRedactor();

  test('a Secret keeps the names of its keys, and nothing else', () => {
    const shown = redactor.value({
      kind: 'List',
      items: [
        {
          kind: 'Secret',
          metadata: {
            name: 's',
            managedFields: [{ a: 1 }],
            annotations: { 'kubectl.kubernetes.io/last-applied-configuration': `{"data":"${value}"}` },
          },
          data: { A: Buffer.from(value).toString('base64') },
          stringData: { B: value },
        },
      ],
    });
    const out = JSON.stringify(shown);
    expect(out).not.toContain(value);
    expect(out).not.toContain(Buffer.from(value).toString('base64'));
    expect(out).not.toMatch(/last-applied|managedFields/);
    expect(out).toMatch(
      /"A":\{"bytes":12,"token":"\*\*\*A#(\w{6})\*\*\*"\}.*"B":\{"bytes":12,"token":"\*\*\*B#\1\*\*\*"\}/,
    );
  });

  test('a variable is judged by its name, and an address keeps its host', () => {
    const shown = redactor.value({
      env: [
        { name: 'JWT_SECRET', value },
        { name: 'LOG_LEVEL', value: 'info' },
        { name: 'DATABASE_URL', value: `postgres://u:${value}@db:5432/x` },
        { name: 'K', valueFrom: { secretKeyRef: { name: 'taskflow', key: 'TOKEN' } } },
      ],
    }) as { env: { value: string }[] };
    expect(shown.env[0]?.value).toMatch(/^\*\*\*/);
    expect(shown.env[1]?.value).toBe('info');
    expect(shown.env[2]?.value).toMatch(/^postgres:\/\/u:\*\*\*.*\*\*\*@db:5432\/x$/);
    expect(shown.env[3]).toEqual({ name: 'K', valueFrom: { secretKeyRef: { name: 'taskflow', key: 'TOKEN' } } });
  });

  test('a ConfigMap and an annotation are judged by the name of the key', () => {
    const shown = redactor.value({
      kind: 'ConfigMap',
      metadata: { name: 'c', labels: { token: 'x' }, annotations: { 'deploy.example/token': value } },
      data: { LOG: 'debug', API_KEY: value, 'app.yaml': `password: ${value}\nport: 80` },
    });
    expect(JSON.stringify(shown)).not.toContain(value);
    expect(JSON.stringify(shown)).toContain('port: 80');
  });
});
