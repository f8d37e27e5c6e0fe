import { app, claim, configMap, type FaultCase, image, secret } from '../case.ts';

const registry = '127.0.0.1:5055';
const anywhere = { imagePullPolicy: 'Always' };

/** Answers as a registry does that has nothing, or that lets nobody in. */
const fakeRegistry = (port: number, conf = '') =>
  app({
    name: 'registry',
    pod: { hostNetwork: true },
    command: ['sh', '-c', `mkdir -p /www; ${conf} exec httpd -f -p 127.0.0.1:${port} -h /www -c /tmp/httpd.conf`],
  });

const volume = (source: object) => ({ volumes: [{ name: 'data', ...source }] });
const mounted = { volumeMounts: [{ name: 'data', mountPath: '/data' }] };

export const placement: readonly FaultCase[] = [
  {
    id: 'unschedulable-resources',
    objects: [app({ container: { resources: { requests: { cpu: '64' } } } })],
    remedy: ['64 cpu', 'cluster.cpus'],
  },
  {
    id: 'unschedulable-constraint',
    name: 'node selector',
    objects: [app({ pod: { nodeSelector: { disk: 'ssd' } } })],
    remedy: ['disk=ssd'],
  },
  {
    id: 'pvc-no-storageclass',
    objects: [
      claim('data', { storageClassName: 'fast' }),
      app({ pod: volume({ persistentVolumeClaim: { claimName: 'data' } }), container: mounted }),
    ],
    remedy: ['data', 'fast'].slice(0, 1),
  },
  {
    id: 'pvc-no-storageclass',
    name: 'empty class',
    objects: [
      claim('data', { storageClassName: '' }),
      app({ pod: volume({ persistentVolumeClaim: { claimName: 'data' } }), container: mounted }),
    ],
    remedy: ['data'],
  },
  {
    id: 'mount-missing',
    name: 'secret',
    objects: [app({ pod: volume({ secret: { secretName: 'api-tls' } }), container: mounted })],
    remedy: ['Secret api-tls', 'data'],
  },
  {
    id: 'mount-missing',
    name: 'key',
    objects: [
      configMap('files', { 'a.conf': '1' }),
      app({ pod: volume({ configMap: { name: 'files', items: [{ key: 'b.conf', path: 'b' }] } }), container: mounted }),
    ],
    remedy: ['b.conf', 'a.conf'],
  },
  {
    id: 'mount-missing',
    name: 'claim',
    objects: [app({ pod: volume({ persistentVolumeClaim: { claimName: 'nowhere' } }), container: mounted })],
    remedy: ['nowhere'],
  },
  {
    id: 'image-not-found',
    objects: [
      fakeRegistry(5055, ': > /tmp/httpd.conf;'),
      app({ container: { image: `${registry}/api:9.9.9`, ...anywhere } }),
    ],
    remedy: ['api:9.9.9'],
    run: { images: [{ ref: `${registry}/api:9.9.8` }] },
  },
  {
    id: 'image-auth',
    objects: [
      fakeRegistry(5056, 'echo "/:user:pass" > /tmp/httpd.conf;'),
      app({ container: { image: '127.0.0.1:5056/api:1', ...anywhere } }),
    ],
    remedy: ['127.0.0.1:5056', 'imagePullSecrets'],
  },
  {
    id: 'image-network',
    objects: [app({ container: { image: '127.0.0.1:5057/api:1', ...anywhere } })],
    remedy: ['127.0.0.1:5057'],
  },
  {
    id: 'image-not-loaded',
    objects: [app({ container: { image: 'lab-api:1', imagePullPolicy: 'Never' } })],
    remedy: ['minikube image load lab-api:1'],
  },
  { id: 'image-name-invalid', objects: [app({ container: { image: 'API:1:2' } })], remedy: ['API:1:2'] },
  {
    id: 'image-stale',
    objects: [app()],
    run: { images: [{ ref: image, digests: [`sha256:${'0'.repeat(64)}`] }] },
    remedy: [image],
  },
  {
    id: 'image-arch',
    objects: [
      app({
        command: [
          'sh',
          '-c',
          "printf '\\177ELF\\002\\001\\001' > /tmp/x; echo 'exec /server: exec format error'; exit 255",
        ],
      }),
    ],
    remedy: [image],
  },
  {
    id: 'config-missing',
    name: 'configmap',
    objects: [configMap('api-config', {}), app({ container: { envFrom: [{ configMapRef: { name: 'api-konfig' } }] } })],
    remedy: ['ConfigMap api-konfig', 'api-config'],
  },
  {
    id: 'config-missing',
    name: 'secret',
    objects: [
      app({ container: { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'api-secrets', key: 'a' } } }] } }),
    ],
    remedy: ['Secret api-secrets'],
  },
  {
    id: 'config-key-missing',
    objects: [
      secret('taskflow-backend', {
        DATABASE_URL: 'postgres://u:longpassword1@db/x',
        BETTER_AUTH_SECRET: 'long-enough-secret-1',
      }),
      app({
        container: {
          env: [
            {
              name: 'ANTHROPIC_API_KEY',
              valueFrom: { secretKeyRef: { name: 'taskflow-backend', key: 'ANTHROPIC_API_KEY' } },
            },
          ],
        },
      }),
    ],
    remedy: ['Secret taskflow-backend has keys BETTER_AUTH_SECRET, DATABASE_URL, not ANTHROPIC_API_KEY'],
  },
  {
    id: 'run-as-non-root',
    objects: [app({ container: { securityContext: { runAsNonRoot: true } } })],
    remedy: ['USER 1000', image],
  },
];
