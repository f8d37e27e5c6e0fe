import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultCase, Step } from '../case.ts';
import { app, claim, job, serves, service } from '../objects.ts';

/** Odd, and well: nothing may be found. */
export const healthy: readonly FaultCase[] = [
  {
    id: 'healthy',
    name: 'restarts until its database comes',
    objects: [
      app({
        command: [
          'sh',
          '-c',
          'if [ -f /d/two ]; then sleep 3600; elif [ -f /d/one ]; then touch /d/two; else touch /d/one; fi; echo ECONNREFUSED 10.0.0.1:5432; exit 1',
        ],
        pod: { volumes: [{ name: 'd', emptyDir: {} }] },
        container: { volumeMounts: [{ name: 'd', mountPath: '/d' }] },
      }),
    ],
  },
  { id: 'healthy', name: 'scaled to nothing', objects: [app({ replicas: 0 }), service('api', 80)] },
  { id: 'healthy', name: 'a claim that nobody uses yet', objects: [claim('spare', {}), app()] },
  {
    id: 'healthy',
    name: 'a job that succeeded at the second try',
    objects: [
      app(),
      job('seed', ['sh', '-c', 'if [ -f /d/one ]; then exit 0; fi; touch /d/one; echo error: not yet; exit 1'], {
        backoffLimit: 3,
        template: {
          spec: {
            restartPolicy: 'OnFailure',
            volumes: [{ name: 'd', emptyDir: {} }],
            containers: [
              {
                name: 'seed',
                image: 'lab-busybox:1',
                command: ['sh', '-c', 'if [ -f /d/one ]; then exit 0; fi; touch /d/one; echo error: not yet; exit 1'],
                volumeMounts: [{ name: 'd', mountPath: '/d' }],
              },
            ],
          },
        },
      }),
    ],
  },
  {
    id: 'healthy',
    name: 'a canary beside the stable pods',
    objects: [
      service('api', 80),
      app({ name: 'api-stable', labels: { app: 'api', track: 'stable' } }),
      app({ name: 'api-canary', labels: { app: 'api', track: 'canary' } }),
    ],
  },
  {
    id: 'healthy',
    name: 'ports not declared',
    objects: [service('api', 80, { targetPort: 8080 }), app({ command: ['httpd', '-f', '-p', '8080'] })],
  },
  {
    id: 'healthy',
    name: 'error words in the log of a ready pod',
    objects: [app({ command: ['sh', '-c', 'echo "ERROR KeyError: \'OPTIONAL_KEY\', retrying"; sleep 3600'] })],
  },
  {
    id: 'healthy',
    name: 'a slow start',
    objects: [
      app({
        command: serves(8000, ['index.html'], 'sleep 15; '),
        container: { readinessProbe: { httpGet: { path: '/', port: 8000 }, periodSeconds: 3 } },
      }),
    ],
  },
  {
    id: 'healthy',
    name: 'an optional Secret that is not there',
    objects: [app({ container: { envFrom: [{ secretRef: { name: 'nowhere', optional: true } }] } })],
  },
  {
    id: 'healthy',
    name: 'the plain commands of docs/second-opinion.md work',
    objects: [app(), service('api', 80)],
    steps: [
      { run: ['kubectl', '-n', '$NAMESPACE', 'rollout', 'status', 'deployment/api', '--timeout=60s'] },
      ...plainCommands(),
    ],
  },
];

function plainCommands(): readonly Step[] {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/second-opinion.md'), 'utf8');
  const commands = [...page.matchAll(/`(kubectl [^`]+)` \|$/gm)].map(([, command = '']) => command);
  return commands.map((command) => ({ run: command.replace('-n shop', '-n $NAMESPACE').split(' ') }));
}
