import type { FaultCase } from '../case.ts';
import { app, chartFile, claim, says, serves, service } from '../objects.ts';

const chart = (api: object, ...more: readonly object[]) => ({
  'Chart.yaml': chartFile,
  'templates/api.yaml': JSON.stringify(api),
  'templates/service.yaml': JSON.stringify(service('api', 8000)),
  ...Object.fromEntries(more.map((object, index) => [`templates/more-${index}.yaml`, JSON.stringify(object)])),
});
const secret = { envFrom: [{ secretRef: { name: '{{ .Values.secret }}' } }], imagePullPolicy: 'IfNotPresent' };
/** The log says the secret before anything goes wrong. */
const aloud = 'echo "raw: $CANARY"; ';
const loud = (code: string) => ['sh', '-c', `${aloud}${code}`];

const v1 = `if test -f /data/v2; then echo the schema is newer than this program; exit 1; fi; ${serves(8000)[2]}`;

/** Through the built command line, from the plan to the report, with nothing shortened: what it waits for, it waits for as for a user. */
export const whole: readonly FaultCase[] = [
  {
    id: 'image-not-loaded',
    name: 'whole run',
    whole: true,
    objects: [],
    chart: chart(app({ container: { ...secret, image: 'lab-api:1', imagePullPolicy: 'Never' } })),
    remedy: ['lab-api:1'],
  },
  {
    id: 'config-key-missing',
    name: 'whole run',
    whole: true,
    objects: [],
    chart: chart(
      app({
        container: {
          env: [
            { name: 'KEY', valueFrom: { secretKeyRef: { name: '{{ .Values.secret }}', key: 'ANTHROPIC_API_KEY' } } },
          ],
        },
      }),
    ),
    remedy: ['has keys CANARY, not ANTHROPIC_API_KEY: add it to `secrets.lab`'],
  },
  {
    id: 'config-missing',
    name: 'whole run',
    whole: true,
    objects: [],
    chart: chart(app({ container: { envFrom: [{ secretRef: { name: 'lab' } }] } })),
    remedy: ['this run makes it as lab-', '`releases.lab.secrets`'],
  },
  {
    id: 'env-missing',
    name: 'whole run',
    whole: true,
    objects: [],
    chart: chart(app({ command: loud(says("KeyError: 'SESSION_KEY'")[2] ?? ''), container: secret })),
    remedy: ['SESSION_KEY'],
    consequences: ['crash-loop'],
  },
  {
    id: 'quota-exceeded',
    name: 'whole run',
    whole: true,
    objects: [],
    chart: chart(app({ container: secret }), {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'small' },
      spec: { hard: { pods: '0' } },
    }),
    remedy: ['small', 'pods'],
  },
  {
    id: 'readiness-wrong-port',
    name: 'whole run',
    whole: true,
    objects: [],
    chart: chart(
      app({
        command: serves(8000, ['index.html'], aloud),
        container: { ...secret, readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 2 } },
      }),
    ),
    remedy: ['8080', '8000'],
  },
  {
    id: 'crash-loop',
    name: 'whole run, after which the old version cannot read what the new one wrote',
    whole: true,
    objects: [],
    first: { command: v1 },
    values: { command: 'touch /data/v2; sleep 2; echo the column owner is missing; exit 1' },
    chart: chart(
      app({
        // The old pod leaves before the new one comes: so there is something that must come back.
        spec: { strategy: { type: 'Recreate' } },
        command: ['sh', '-c', `${aloud}{{ .Values.command }}`],
        pod: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
        container: { ...secret, volumeMounts: [{ name: 'data', mountPath: '/data' }] },
      }),
      claim('data', {}),
    ),
    remedy: ['the column owner is missing'],
    alsoRoots: ['crash-loop'],
  },
];
