import type { FaultCase, Step } from '../case.ts';
import { app, chartFile, claim, configMap, service } from '../objects.ts';

const ready: Step = { run: ['kubectl', '-n', '$NAMESPACE', 'rollout', 'status', 'deployment/api', '--timeout=60s'] };

/** Through the API server's proxy, as a check does that asks the deployed Service. */
const ask = (path: string): Step => ({
  run: ['kubectl', 'get', '--raw', `/api/v1/namespaces/$NAMESPACE/services/api:80/proxy${path}`],
  how: 'retry',
});
const answers = (path: string, body: string) => [
  'sh',
  '-c',
  `mkdir -p /www; cd /www; echo '${body}' > ${path}; exec httpd -f -p 80 -h /www`,
];
const last = (said: readonly string[]): string => said.at(-1)?.trim() ?? '';

const v1 = 'if [ -f /data/v2 ]; then echo the schema is newer than this program; fi; sleep 3600';
const dataOf = (command: string): object =>
  app({
    command: ['sh', '-c', command],
    pod: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
    container: {
      volumeMounts: [{ name: 'data', mountPath: '/data' }],
      readinessProbe: { exec: { command: ['sh', '-c', '! test -f /data/v2'] }, periodSeconds: 1 },
    },
  });

const onlyOn = { exec: { command: ['sh', '-c', 'test $MODE = on'] }, periodSeconds: 2, timeoutSeconds: 5 };
const unhealthy = "reason=Unhealthy -o jsonpath='{.items[0].count}'";

/** What serves is not what should: seen only by asking, or after something was taken back. */
export const served: readonly FaultCase[] = [
  {
    id: 'old-version-serving',
    objects: [service('api', 80), app({ command: answers('version', '1.0.0') })],
    steps: [ready, ask('/version')],
    facts: (said) => ({
      http: [{ kind: 'version', url: 'http://api/version', expected: '2.0.0', actual: last(said) }],
    }),
    remedy: ['2.0.0'],
  },
  {
    id: 'contract-drift',
    objects: [service('api', 80), app({ command: answers('tasks', '{"items":[]}') })],
    steps: [ready, ask('/tasks')],
    facts: (said) => ({
      http: [{ kind: 'contract', step: 'GET /tasks', difference: `$.tasks: expected [], actual: ${last(said)}` }],
    }),
    remedy: ['$.tasks', 'items'],
  },
  {
    id: 'stale-config',
    objects: [
      configMap('settings', { MODE: 'off' }),
      app({
        container: {
          envFrom: [{ configMapRef: { name: 'settings' } }],
          readinessProbe: onlyOn,
        },
      }),
    ],
    steps: [
      {
        run: [
          ...[
            'bash',
            '-ec',
            `kubectl --context $NODE -n $NAMESPACE get events --field-selector=${unhealthy} | grep -E '^([3-9]|[1-9][0-9])'`,
          ],
        ],
        how: 'retry',
      },
      { run: ['kubectl', '-n', '$NAMESPACE', 'patch', 'configmap', 'settings', '-p', '{"data":{"MODE":"on"}}'] },
    ],
    remedy: ['rollout restart deployment api', 'ConfigMap settings'],
  },
  {
    id: 'rollback-incomplete',
    objects: [claim('data', {})],
    chart: {
      'Chart.yaml': chartFile,
      'templates/api.yaml': JSON.stringify(dataOf('{{ .Values.command }}')),
    },
    values: { command: v1 },
    steps: [
      ready,
      {
        run: [
          'helm',
          'upgrade',
          'lab',
          '$WORK/chart',
          '-n',
          '$NAMESPACE',
          '--set',
          'command=touch /data/v2; sleep 3600',
        ],
      },
      { ...ready, run: [...ready.run.slice(0, -1), '--timeout=8s'], how: 'may-fail' },
      { run: ['helm', 'rollback', 'lab', '1', '-n', '$NAMESPACE'] },
      { ...ready, run: [...ready.run.slice(0, -1), '--timeout=8s'], how: 'may-fail' },
    ],
    facts: (said) => ({ rollback: { release: 'lab', to: 1, problems: [`not ready: ${last(said)}`] } }),
    remedy: ['Revision 1', 'not ready'],
  },
  {
    id: 'unknown',
    name: 'what changed is said',
    objects: [app({ container: { env: [{ name: 'MODE', value: 'on' }], readinessProbe: onlyOn } })],
    steps: [ready, { run: ['kubectl', '-n', '$NAMESPACE', 'set', 'env', 'deployment/api', 'MODE=off'] }],
    remedy: ['What changed from revision 1 to 2: spec.containers.api.env.MODE.value'],
  },
];
