import type { FaultCase } from '../case.ts';
import { app, claim, job, says, secret, serves, service } from '../objects.ts';

const probe = (path: string, port: number, more: object = {}) => ({
  httpGet: { path, port },
  periodSeconds: 2,
  ...more,
});

export const start: readonly FaultCase[] = [
  { id: 'command-not-found', objects: [app({ command: ['uvicron', 'main:app'] })], remedy: ['uvicron main:app'] },
  {
    id: 'command-not-found',
    name: 'shell',
    objects: [app({ command: ['sh', '-c', 'gunicorn app:app'] })],
    remedy: ['gunicorn'],
  },
  {
    id: 'read-only-filesystem',
    objects: [
      app({ command: ['sh', '-c', 'mkdir /cache'], container: { securityContext: { readOnlyRootFilesystem: true } } }),
    ],
    remedy: ['emptyDir'],
  },
  {
    id: 'permission-denied',
    objects: [app({ command: ['sh', '-c', 'mkdir /cache'], container: { securityContext: { runAsUser: 1000 } } })],
    remedy: ['1000'],
  },
  {
    id: 'port-in-use',
    objects: [
      app({
        command: ['httpd', '-f', '-p', '8080'],
        sidecars: [{ name: 'side', image: 'lab-busybox:1', command: ['sh', '-c', 'sleep 2; httpd -f -p 8080'] }],
      }),
    ],
    remedy: ['8080'].slice(1),
  },
  {
    id: 'env-missing',
    name: 'python',
    objects: [
      app({
        command: says(
          'Traceback (most recent call last):\n  File "/app/main.py", line 3, in <module>\nKeyError: \'ANTHROPIC_API_KEY\'',
        ),
      }),
    ],
    remedy: ['ANTHROPIC_API_KEY'],
    consequences: ['crash-loop'],
  },
  {
    id: 'env-missing',
    name: 'shell',
    objects: [app({ command: ['sh', '-c', ': ${DATABASE_URL:?parameter not set}'] })],
    remedy: ['DATABASE_URL'],
  },
  {
    id: 'oom-killed',
    objects: [
      app({
        command: ['sh', '-c', 'x=a; while true; do x=$x$x; done'],
        container: { resources: { limits: { memory: '16Mi' } } },
      }),
    ],
    remedy: ['16Mi'],
  },
  {
    id: 'crash-loop',
    objects: [app({ command: says('starting up\npanic: the index is out of range') })],
    remedy: ['out of range'],
  },
  {
    id: 'exits-zero',
    objects: [app({ command: says('server started in the background', 0) })],
    remedy: ['foreground'],
  },
  {
    id: 'dependency-refused',
    name: 'no such Service',
    objects: [
      service('postgres', 5432),
      app({ name: 'postgres' }),
      app({ command: says('Error: getaddrinfo ENOTFOUND postgress') }),
    ],
    remedy: ['postgress', 'postgres'],
  },
  {
    id: 'database-auth',
    objects: [
      claim('postgres-data', {}),
      app({ command: says('psycopg.OperationalError: FATAL:  password authentication failed for user "app"') }),
    ],
    remedy: ['password'],
  },
  {
    id: 'database-missing',
    objects: [app({ command: says('sqlalchemy.exc.ProgrammingError: relation "tasks" does not exist') })],
    remedy: ['tasks'],
  },
  {
    id: 'migration-failed',
    objects: [job('migrate', says('running 0002_owner\nERROR: column "owner" contains null values'))],
    remedy: ['contains null values'],
  },
  {
    id: 'init-crash',
    objects: [
      app({
        pod: {
          initContainers: [{ name: 'prepare', image: 'lab-busybox:1', command: says('fatal: template is missing') }],
        },
      }),
    ],
    remedy: ['template is missing'],
  },
  {
    id: 'init-waits',
    objects: [
      service('postgres', 5432),
      app({ name: 'postgres' }),
      app({
        pod: {
          initContainers: [
            {
              name: 'wait',
              image: 'lab-busybox:1',
              command: ['sh', '-c', 'until nc -z -w 1 db 5432; do echo waiting for db; sleep 2; done'],
            },
          ],
        },
      }),
    ],
    remedy: ['no Service db'],
  },
  {
    id: 'readiness-wrong-path',
    objects: [
      app({
        command: serves(8000, ['health']),
        container: { readinessProbe: probe('/healthy', 8000), livenessProbe: probe('/health', 8000) },
      }),
    ],
    remedy: ['/healthy', '/health answers'],
  },
  {
    id: 'readiness-wrong-port',
    objects: [app({ command: serves(8000), container: { readinessProbe: probe('/', 8080) } })],
    remedy: ['8080', '8000'],
  },
  {
    id: 'probe-timeout',
    objects: [
      app({
        command: [
          'sh',
          '-c',
          'mkdir -p /www/cgi-bin; printf "#!/bin/sh\\nsleep 5\\necho\\n" > /www/cgi-bin/slow; chmod +x /www/cgi-bin/slow; exec httpd -f -p 8000 -h /www',
        ],
        container: { readinessProbe: probe('/cgi-bin/slow', 8000) },
      }),
    ],
    remedy: ['timeoutSeconds'],
  },
  {
    id: 'liveness-kills',
    objects: [
      app({
        command: serves(8000, ['index.html'], 'trap "exit 143" TERM; '),
        container: { livenessProbe: probe('/alive', 8000, { failureThreshold: 1 }) },
      }),
    ],
    remedy: ['livenessProbe', '/alive'],
  },
  {
    id: 'jwt-secret-mismatch',
    objects: [
      secret('a', { AUTH_SECRET: 'first-signing-secret-1' }),
      secret('b', { AUTH_SECRET: 'other-signing-secret-2' }),
      app({ name: 'web', container: { envFrom: [{ secretRef: { name: 'a' } }] } }),
      app({
        command: ['sh', '-c', 'echo JsonWebTokenError: invalid signature; sleep 3600'],
        container: { envFrom: [{ secretRef: { name: 'b' } }] },
      }),
    ],
    remedy: ['Secret a', 'Secret b'],
  },
];
