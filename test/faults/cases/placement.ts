import type { FaultCase } from '../case.ts';
import { app, claim, configMap, image, secret } from '../objects.ts';

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
    remedy: ['data', 'standard'],
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
    id: 'pvc-provisioning-failed',
    objects: [
      claim('data', { volumeMode: 'Block' }),
      app({
        pod: volume({ persistentVolumeClaim: { claimName: 'data' } }),
        container: { volumeDevices: [{ name: 'data', devicePath: '/dev/data' }] },
      }),
    ],
    remedy: ['data', 'standard', 'Block'],
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
