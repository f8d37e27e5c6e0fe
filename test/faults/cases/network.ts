import type { FaultCase } from '../case.ts';
import { app, claim, configMap, says, serves, service } from '../objects.ts';

const ports = (port: number, name?: string) => ({ ports: [{ containerPort: port, ...(name ? { name } : {}) }] });

export const network: readonly FaultCase[] = [
  {
    id: 'selector-no-match',
    objects: [service('api', 80, { selector: { app: 'backend' } }), app()],
    remedy: ['app=api', 'app=backend'],
  },
  {
    id: 'selector-wrong-pods',
    objects: [
      service('api', 80, { selector: { part: 'shop' } }),
      app({ labels: { part: 'shop', app: 'api' } }),
      app({ name: 'worker', labels: { part: 'shop', app: 'worker' } }),
    ],
    remedy: ['app: api', 'worker'],
  },
  {
    id: 'targetport-mismatch',
    objects: [service('api', 80, { targetPort: 8080 }), app({ command: serves(3000), container: ports(3000) })],
    remedy: ['3000', '8080'],
  },
  {
    id: 'named-port-missing',
    objects: [
      service('api', 80, { targetPort: 'http' }),
      app({ command: serves(3000), container: ports(3000, 'web') }),
    ],
    remedy: ['http', 'web 3000'],
  },
  {
    id: 'network-policy',
    objects: [
      service('api', 80),
      app({ command: serves(80), container: ports(80) }),
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'deny' },
        spec: { podSelector: { matchLabels: { app: 'api' } }, policyTypes: ['Ingress'] },
      },
      app({ name: 'web', command: says('Error: connect ETIMEDOUT api:80') }),
    ],
    remedy: ['deny', 'app=web'],
  },
  {
    id: 'ingress-wrong',
    objects: [
      service('web', 80),
      app({ name: 'web', command: serves(80) }),
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { name: 'front' },
        spec: {
          ingressClassName: 'nginx',
          rules: [
            {
              http: {
                paths: [
                  { path: '/', pathType: 'Prefix', backend: { service: { name: 'webb', port: { number: 80 } } } },
                ],
              },
            },
          ],
        },
      },
    ],
    remedy: ['front', 'web'],
  },
  {
    id: 'upstream-wrong',
    objects: [service('api', 8000), app()],
    run: { http: [{ kind: 'proxy', url: 'http://web/api', status: 502, upstream: 'http://api:8080' }] },
    remedy: ['8000', '8080'],
  },
  {
    id: 'cors-origin-missing',
    objects: [
      configMap('c', { CORS_ORIGINS: 'http://a' }),
      app({ container: { envFrom: [{ configMapRef: { name: 'c' } }] } }),
    ],
    run: { http: [{ kind: 'cors', origin: 'http://web:3000', url: 'http://api/tasks' }] },
    remedy: ['http://web:3000', 'CORS_ORIGINS'],
  },
  {
    id: 'env-missing',
    name: 'two faults',
    objects: [
      app({ container: { envFrom: [{ configMapRef: { name: 'nowhere' } }] } }),
      app({ name: 'web', command: says("KeyError: 'SESSION_KEY'") }),
    ],
    alsoRoots: ['config-missing'],
  },
  {
    id: 'pvc-no-storageclass',
    name: 'a chain of three',
    objects: [
      claim('data', { storageClassName: 'fast' }),
      service('db', 5432),
      service('api', 8000),
      app({ name: 'db', pod: { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }] } }),
      app({
        container: { env: [{ name: 'DB_HOST', value: 'db' }] },
        command: [
          'sh',
          '-c',
          'nc -w 2 db 5432 || echo "could not connect to server at db: Connection refused"; exit 1',
        ],
      }),
      app({
        name: 'web',
        container: { env: [{ name: 'API', value: 'http://api:8000' }] },
        command: says('dial tcp api:8000: connect: connection refused'),
      }),
    ],
    consequences: ['dependency-refused', 'crash-loop'],
  },
];
