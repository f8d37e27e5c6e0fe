import type { FaultCase } from '../case.ts';
import { app, chartFile, configMap, service } from '../objects.ts';

const yaml = (object: unknown) => JSON.stringify(object);
const api = { 'Chart.yaml': chartFile, 'templates/api.yaml': yaml(app()) };

export const admission: readonly FaultCase[] = [
  {
    id: 'values-schema',
    objects: [],
    chart: { ...api, 'values.schema.json': '{"properties":{"replicas":{"type":"integer"}}}' },
    values: { replicas: 'two' },
    remedy: ['replicas', 'integer'],
  },
  {
    id: 'template-error',
    objects: [],
    chart: { 'Chart.yaml': chartFile, 'templates/api.yaml': 'kind: ConfigMap\nname: {{ .Values.image.tag }}\n' },
    remedy: ['image.tag'],
  },
  {
    id: 'unknown-kind',
    objects: [],
    chart: {
      'Chart.yaml': chartFile,
      'templates/m.yaml': yaml({
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'ServiceMonitor',
        metadata: { name: 'm' },
      }),
    },
    remedy: ['ServiceMonitor'],
  },
  {
    id: 'resource-conflict',
    objects: [configMap('settings', { a: '1' })],
    chart: { 'Chart.yaml': chartFile, 'templates/c.yaml': yaml(configMap('settings', { a: '2' })) },
    remedy: ['ConfigMap settings'],
  },
  {
    id: 'nodeport-taken',
    objects: [service('holder', 80, { type: 'NodePort', nodePort: 31999 })],
    chart: {
      'Chart.yaml': chartFile,
      'templates/s.yaml': yaml(service('web', 80, { type: 'NodePort', nodePort: 31999 })),
    },
    remedy: ['31999', 'holder'],
  },
  {
    id: 'quota-exceeded',
    objects: [
      { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'small' }, spec: { hard: { pods: '1' } } },
      app({ replicas: 3 }),
    ],
    remedy: ['small', 'pods'],
  },
  {
    id: 'policy-refused',
    objects: [
      {
        apiVersion: 'v1',
        kind: 'LimitRange',
        metadata: { name: 'bounds' },
        spec: { limits: [{ type: 'Container', max: { memory: '64Mi' } }] },
      },
      app({ container: { resources: { requests: { memory: '128Mi' }, limits: { memory: '128Mi' } } } }),
    ],
    remedy: ['64Mi'],
  },
  {
    id: 'webhook-unavailable',
    objects: [
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingWebhookConfiguration',
        metadata: { name: '$NAMESPACE' },
        webhooks: [
          {
            name: 'guard.example.com',
            clientConfig: { service: { namespace: '$NAMESPACE', name: 'guard' }, caBundle: '' },
            rules: [{ apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['deployments'] }],
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': '$NAMESPACE' } },
            admissionReviewVersions: ['v1'],
            sideEffects: 'None',
          },
        ],
      },
    ],
    chart: api,
    remedy: ['guard.example.com', '/guard'],
  },
  {
    id: 'config-missing',
    name: 'service account',
    objects: [app({ pod: { serviceAccountName: 'deployer' } })],
    remedy: ['ServiceAccount deployer'],
  },
  { id: 'release-locked', objects: [lockedRelease()], chart: api, remedy: ['lab'] },
  {
    id: 'hook-failed',
    objects: [],
    chart: {
      ...api,
      'templates/hook.yaml': yaml({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: 'check',
          annotations: { 'helm.sh/hook': 'pre-install', 'helm.sh/hook-delete-policy': 'hook-failed' },
        },
        spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'lab-busybox:1', command: ['false'] }] },
      }),
    },
    remedy: ['hook'],
  },
];

/** What a killed `helm upgrade` leaves behind. */
function lockedRelease() {
  const labels = { owner: 'helm', name: 'lab', status: 'pending-install', version: '1', modifiedAt: '1700000000' };
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'helm.sh/release.v1',
    metadata: { name: 'sh.helm.release.v1.lab.v1', labels },
    data: { release: lockedBody() },
  };
}

/** base64 of base64 of the JSON record that Helm keeps. */
function lockedBody(): string {
  return Buffer.from(
    Buffer.from(
      JSON.stringify({
        name: 'lab',
        version: 1,
        namespace: 'default',
        info: {
          status: 'pending-install',
          first_deployed: '2023-11-14T22:13:20Z',
          last_deployed: '2023-11-14T22:13:20Z',
        },
        chart: { metadata: { name: 'lab', version: '0.1.0', apiVersion: 'v2' } },
        config: {},
        manifest: '',
      }),
    ).toString('base64'),
  ).toString('base64');
}
