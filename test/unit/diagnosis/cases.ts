import type { Workload } from '../../../src/diagnosis/kube.ts';
import type { Snapshot } from '../../../src/diagnosis/snapshot.ts';
import {
  crashed,
  deployment,
  event,
  log,
  namespace,
  pod,
  replicaSet,
  service,
  snapshot,
  waiting,
} from '../../support/snapshot.ts';

export interface Case {
  readonly id: string;
  readonly what: string;
  readonly given: Snapshot;
  /** Words that the remedy must hold: real names and values. */
  readonly remedy: readonly string[];
  readonly object?: string;
  readonly consequences?: readonly string[];
}

const helm = (text: string): Partial<Snapshot> => ({
  outputs: [{ tool: 'helm', command: 'helm upgrade --install taskflow helm/taskflow', text, file: 'helm/upgrade.log' }],
  run: { release: 'taskflow', chartPath: 'helm/taskflow' },
});
const node = {
  metadata: { name: 'minikube' },
  status: {
    conditions: [{ type: 'Ready', status: 'True' }],
    allocatable: { cpu: '2', memory: '4Gi' },
    nodeInfo: { architecture: 'amd64' },
  },
};
/** Its old pods are ready; of its newest version there is none. */
const held = (kind: string, more: Partial<Workload>): Workload => ({
  kind,
  metadata: { name: 'api', namespace },
  status: { readyReplicas: 2, updatedReplicas: 0, currentRevision: 'api-1', updateRevision: 'api-2' },
  ...more,
});
const unready = (containers: string) => ({
  ...waiting(''),
  ready: false,
  state: { running: { startedAt: '2026-11-21T10:00:00Z' } },
  name: containers,
});

export const cases: readonly Case[] = [
  {
    id: 'minikube-start-failed',
    what: 'the JSON record',
    given: snapshot(
      {},
      {
        outputs: [
          {
            tool: 'minikube',
            command: 'minikube start',
            text: '{"type":"io.k8s.sigs.minikube.error","data":{"advice":"Give Docker 2 cores","exitcode":"29","message":"has 1 core","name":"RSRC_INSUFFICIENT_CORES"}}',
          },
        ],
      },
    ),
    remedy: ['Give Docker 2 cores'],
  },
  {
    id: 'minikube-start-failed',
    what: 'the text',
    given: snapshot(
      {},
      {
        outputs: [
          {
            tool: 'minikube',
            command: 'minikube start',
            text: '❌  Exiting due to GUEST_DRIVER_MISMATCH: wrong driver\n💡  Suggestion: Delete the existing cluster\n',
          },
        ],
      },
    ),
    remedy: ['Delete the existing'],
  },
  {
    id: 'minikube-start-failed',
    what: 'the sentence of the cluster stage',
    given: snapshot(
      {},
      {
        outputs: [
          {
            tool: 'minikube',
            command: 'minikube start',
            text: 'minikube start of t failed in step 5 of 9 (Creating), RSRC_INSUFFICIENT_CORES: has 1 core\nGive Docker 2 cores',
          },
        ],
      },
    ),
    remedy: ['Give Docker 2 cores'],
  },
  {
    id: 'disk-full',
    what: 'a build',
    given: snapshot(
      {},
      { outputs: [{ tool: 'docker', command: 'docker build .', text: 'write /x: no space left on device' }] },
    ),
    remedy: ['Free space'],
  },
  {
    id: 'node-not-ready',
    what: 'a stopped kubelet',
    given: snapshot({
      nodes: [
        {
          ...node,
          status: {
            conditions: [
              {
                type: 'Ready',
                status: 'Unknown',
                reason: 'NodeStatusUnknown',
                message: 'Kubelet stopped posting node status.',
              },
            ],
          },
        },
      ],
    }),
    remedy: ['minikube', 'Kubelet stopped'],
  },
  {
    id: 'dns-broken',
    what: 'CoreDNS at zero',
    given: snapshot(
      {
        system: {
          pods: [],
          events: [],
          workloads: [{ kind: 'Deployment', metadata: { name: 'coredns' }, spec: { replicas: 0 }, status: {} }],
        },
        pods: [pod({ app: 'web', status: crashed() })],
      },
      { logs: [log('web', 'Error: getaddrinfo EAI_AGAIN db', true)] },
    ),
    remedy: ['scale deployment coredns'],
    consequences: ['dependency-refused', 'crash-loop'],
  },
  {
    id: 'api-unreachable',
    what: 'helm',
    given: snapshot(
      {},
      helm(
        'Error: Kubernetes cluster unreachable: Get "https://127.0.0.1:8443/version": dial tcp 127.0.0.1:8443: connect: connection refused',
      ),
    ),
    remedy: ['cluster is down'],
  },
  {
    id: 'values-schema',
    what: 'helm',
    given: snapshot(
      {},
      helm(
        "Error: values don't meet the specifications of the schema(s) in the following chart(s):\ntaskflow:\n- at '/backend/replicas': got string, want integer\n",
      ),
    ),
    remedy: ['backend.replicas', 'got string, want integer', 'taskflow'],
  },
  {
    id: 'template-error',
    what: 'helm',
    given: snapshot(
      {},
      helm(
        'Error: template: taskflow/templates/backend.yaml:12:20: executing "taskflow/templates/backend.yaml" at <.Values.image.tag>: nil pointer evaluating interface {}.tag',
      ),
    ),
    remedy: ['Values.image.tag'],
  },
  {
    id: 'unknown-kind',
    what: 'a custom resource',
    given: snapshot(
      {},
      helm(
        'Error: unable to build kubernetes objects from release manifest: resource mapping not found for name: "x" namespace: "" from "": no matches for kind "ServiceMonitor" in version "monitoring.coreos.com/v1"\nensure CRDs are installed first',
      ),
    ),
    remedy: ['ServiceMonitor', 'custom resource definition'],
  },
  {
    id: 'resource-conflict',
    what: 'another owner',
    given: snapshot(
      {},
      helm(
        'Error: Unable to continue with install: ConfigMap "settings" in namespace "taskflow" exists and cannot be imported into the current release: invalid ownership metadata; annotation validation error: key "meta.helm.sh/release-name" must equal "b": current value is "a"',
      ),
    ),
    remedy: ['ConfigMap settings'],
  },
  {
    id: 'resource-conflict',
    what: 'an immutable field',
    given: snapshot(
      {},
      helm(
        'Error: UPGRADE FAILED: cannot patch "web" with kind Deployment: Deployment.apps "web" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"b"}}: field is immutable',
      ),
    ),
    remedy: ['spec.selector', 'Deployment web'],
  },
  {
    id: 'nodeport-taken',
    what: 'with its holder',
    given: snapshot(
      {
        allServices: [
          { metadata: { name: 'old', namespace: 'shop' }, spec: { ports: [{ port: 80, nodePort: 30080 }] } },
        ],
      },
      helm(
        'Error: Service "web" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated',
      ),
    ),
    remedy: ['30080', 'shop/old'],
  },
  {
    id: 'quota-exceeded',
    what: 'a ReplicaSet',
    given: snapshot({
      workloads: [
        deployment('api'),
        replicaSet(
          'api',
          'pods "api-abc-1" is forbidden: exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2',
        ),
      ],
    }),
    remedy: ['small', 'pods=2'],
    object: 'Deployment taskflow/api',
  },
  {
    id: 'policy-refused',
    what: 'PodSecurity',
    given: snapshot({
      workloads: [
        deployment('api'),
        replicaSet(
          'api',
          'pods "api" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "api" must set securityContext.allowPrivilegeEscalation=false)',
        ),
      ],
    }),
    remedy: ['allowPrivilegeEscalation=false'],
  },
  {
    id: 'webhook-unavailable',
    what: 'no endpoints',
    given: snapshot(
      {},
      helm(
        'Error: Internal error occurred: failed calling webhook "check.example.com": failed to call webhook: Post "https://guard.policy.svc:443/x?timeout=10s": no endpoints available for service "guard"',
      ),
    ),
    remedy: ['check.example.com', 'policy/guard', 'no endpoints'],
  },
  {
    id: 'unschedulable-resources',
    what: 'cpu',
    given: snapshot({
      nodes: [node],
      pods: [
        pod({
          app: 'api',
          phase: 'Pending',
          spec: { resources: { requests: { cpu: '8' } } },
          status: {},
          conditions: [
            {
              type: 'PodScheduled',
              status: 'False',
              reason: 'Unschedulable',
              message: '0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available.',
            },
          ],
        }),
      ],
    }),
    remedy: ['8 cpu', 'has 2', 'cluster.cpus'],
  },
  {
    id: 'unschedulable-constraint',
    what: 'a node selector',
    given: snapshot({
      nodes: [node],
      pods: [
        pod({
          app: 'api',
          phase: 'Pending',
          pod: { nodeSelector: { disk: 'ssd' } },
          status: {},
          conditions: [
            {
              type: 'PodScheduled',
              status: 'False',
              reason: 'Unschedulable',
              message: "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.",
            },
          ],
        }),
      ],
    }),
    remedy: ['disk=ssd'],
  },
  {
    id: 'pvc-no-storageclass',
    what: 'a class that is not there',
    given: snapshot({
      storageClasses: [{ metadata: { name: 'standard' } }],
      claims: [
        {
          kind: 'PersistentVolumeClaim',
          metadata: { name: 'data', namespace },
          spec: { storageClassName: 'fast' },
          status: { phase: 'Pending' },
        },
      ],
      pods: [
        pod({
          app: 'db',
          phase: 'Pending',
          status: {},
          pod: { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }] },
        }),
      ],
      events: [
        event('PersistentVolumeClaim', 'data', 'ProvisioningFailed', 'storageclass.storage.k8s.io "fast" not found'),
      ],
    }),
    remedy: ['data', 'standard'],
  },
  {
    id: 'pvc-provisioning-failed',
    what: 'an access mode',
    given: snapshot({
      storageClasses: [{ metadata: { name: 'standard' } }],
      claims: [
        {
          kind: 'PersistentVolumeClaim',
          metadata: { name: 'data', namespace },
          spec: { storageClassName: 'standard', accessModes: ['ReadWriteMany'] },
          status: { phase: 'Pending' },
        },
      ],
      pods: [
        pod({
          app: 'db',
          phase: 'Pending',
          status: {},
          pod: { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }] },
        }),
      ],
      events: [event('PersistentVolumeClaim', 'data', 'ProvisioningFailed', 'NodePath only supports ReadWriteOnce')],
    }),
    remedy: ['ReadWriteMany', 'standard'],
  },
  {
    id: 'mount-missing',
    what: 'a Secret',
    given: snapshot({
      pods: [pod({ app: 'api', phase: 'Pending', status: waiting('ContainerCreating') })],
      events: [
        event(
          'Pod',
          'api-abc-1',
          'FailedMount',
          'MountVolume.SetUp failed for volume "certs" : secret "api-tls" not found',
        ),
        event('Pod', 'api-abc-1', 'Pulled', 'x', { type: 'Normal' }),
      ],
    }),
    remedy: ['Secret api-tls', 'certs'],
  },
  {
    id: 'image-not-found',
    what: 'with the nearest that was built',
    given: snapshot(
      {
        pods: [
          pod({
            app: 'api',
            phase: 'Pending',
            spec: { image: 'localhost:5000/api:1.0.1' },
            status: waiting('ImagePullBackOff', 'Back-off pulling image "localhost:5000/api:1.0.1"'),
          }),
        ],
        events: [
          event(
            'Pod',
            'api-abc-1',
            'Failed',
            'Failed to pull image "localhost:5000/api:1.0.1": rpc error: code = NotFound desc = failed to pull and unpack image "localhost:5000/api:1.0.1": not found',
          ),
        ],
      },
      { run: { images: [{ ref: 'localhost:5000/api:1.0.0' }] } },
    ),
    remedy: ['localhost:5000/api:1.0.1', 'localhost:5000/api:1.0.0'],
  },
  {
    id: 'image-auth',
    what: 'without a pull secret',
    given: snapshot({
      pods: [
        pod({
          app: 'api',
          phase: 'Pending',
          spec: { image: 'ghcr.io/org/api:1' },
          status: waiting(
            'ErrImagePull',
            'rpc error: failed to resolve reference: unexpected status: 401 Unauthorized',
          ),
        }),
      ],
    }),
    remedy: ['ghcr.io', 'imagePullSecrets'],
  },
  {
    id: 'image-network',
    what: 'an unknown host',
    given: snapshot({
      pods: [
        pod({
          app: 'api',
          phase: 'Pending',
          spec: { image: 'registry.invalid/api:1' },
          status: waiting(
            'ErrImagePull',
            'rpc error: failed to do request: Head "https://registry.invalid/v2/": dial tcp: lookup registry.invalid: no such host',
          ),
        }),
      ],
    }),
    remedy: ['registry.invalid'],
  },
  {
    id: 'image-not-found',
    what: 'a wrong tag of an image that this run builds, and no registry can be reached',
    given: snapshot(
      {
        pods: [
          pod({
            app: 'api',
            phase: 'Pending',
            spec: { image: 'api:9.9.9' },
            status: waiting(
              'ErrImagePull',
              'failed to pull and unpack image "docker.io/library/api:9.9.9": failed to resolve reference: dial tcp: lookup registry-1.docker.io: no such host',
            ),
          }),
        ],
      },
      { run: { images: [{ ref: 'web:1.0.0' }, { ref: 'api:1.0.0' }] } },
    ),
    remedy: ['api:9.9.9 is not what was built', 'this run built api:1.0.0'],
  },
  {
    id: 'image-not-loaded',
    what: 'never pull',
    given: snapshot({
      pods: [
        pod({
          app: 'api',
          phase: 'Pending',
          status: waiting('ErrImageNeverPull', 'Container image "api:1.0.0" is not present with pull policy of Never'),
        }),
      ],
    }),
    remedy: ['minikube image load api:1.0.0'],
  },
  {
    id: 'image-not-loaded',
    what: 'a pull of what was built here',
    given: snapshot(
      {
        pods: [
          pod({
            app: 'api',
            phase: 'Pending',
            status: waiting(
              'ErrImagePull',
              'rpc error: pull access denied, repository does not exist or may require authorization',
            ),
          }),
        ],
      },
      { run: { images: [{ ref: 'api:1.0.0' }] } },
    ),
    remedy: ['api:1.0.0'],
  },
  {
    id: 'image-stale',
    what: 'another digest',
    given: snapshot(
      {
        pods: [pod({ app: 'api', status: { ready: true, imageID: `docker://sha256:${'a'.repeat(64)}` } })],
      },
      { run: { images: [{ ref: 'api:1.0.0', digests: [`sha256:${'b'.repeat(64)}`] }] } },
    ),
    remedy: ['api:1.0.0', 'git commit'],
  },
  {
    id: 'image-name-invalid',
    what: 'an empty tag',
    given: snapshot({
      pods: [
        pod({
          app: 'api',
          phase: 'Pending',
          spec: { image: 'api:' },
          status: waiting('InvalidImageName', 'Failed to apply default image tag "api:": couldn\'t parse image name'),
        }),
      ],
    }),
    remedy: ['empty tag', 'image.tag'],
  },
  {
    id: 'image-arch',
    what: 'exec format error',
    given: snapshot(
      { nodes: [node], pods: [pod({ app: 'api', status: crashed(255) })] },
      { logs: [log('api', 'exec /server: exec format error', true)] },
    ),
    remedy: ['amd64', 'api:1.0.0'],
    consequences: ['crash-loop'],
  },
  {
    id: 'config-missing',
    what: 'a ConfigMap',
    given: snapshot({
      configMaps: [{ metadata: { name: 'api-config' } }],
      pods: [
        pod({
          app: 'api',
          phase: 'Pending',
          status: waiting('CreateContainerConfigError', 'configmap "api-konfig" not found'),
        }),
      ],
    }),
    remedy: ['ConfigMap api-konfig', 'api-config'],
  },
  {
    id: 'config-key-missing',
    what: 'a key of an own Secret',
    given: snapshot(
      {
        secrets: [
          {
            metadata: { name: 'taskflow-backend' },
            keys: { DATABASE_URL: { bytes: 3, token: 't' }, BETTER_AUTH_SECRET: { bytes: 3, token: 't' } },
          },
        ],
        pods: [
          pod({
            app: 'api',
            phase: 'Pending',
            status: waiting(
              'CreateContainerConfigError',
              "couldn't find key ANTHROPIC_API_KEY in Secret taskflow/taskflow-backend",
            ),
          }),
        ],
      },
      { run: { ownSecrets: { 'taskflow-backend': 'secrets:' } } },
    ),
    remedy: [
      'Secret taskflow-backend has keys DATABASE_URL, BETTER_AUTH_SECRET, not ANTHROPIC_API_KEY: add it to `secrets:`',
    ],
  },
  {
    id: 'command-not-found',
    what: 'a program that is not there',
    given: snapshot({
      pods: [
        pod({
          app: 'api',
          spec: { command: ['uvicron', 'main:app'] },
          status: crashed(128, {
            lastState: {
              terminated: {
                exitCode: 128,
                reason: 'StartError',
                message:
                  'failed to create containerd task: runc create failed: exec: "uvicron": executable file not found in $PATH: unknown',
              },
            },
          }),
        }),
      ],
    }),
    remedy: ['uvicron main:app', 'api:1.0.0'],
    consequences: ['crash-loop'],
  },
  {
    id: 'run-as-non-root',
    what: 'a root image',
    given: snapshot({
      pods: [
        pod({
          app: 'api',
          phase: 'Pending',
          status: waiting(
            'CreateContainerConfigError',
            'Error: container has runAsNonRoot and image will run as root (pod: "api", container: api)',
          ),
        }),
      ],
    }),
    remedy: ['USER 1000', 'api:1.0.0'],
  },
  {
    id: 'read-only-filesystem',
    what: 'Python',
    given: snapshot(
      { pods: [pod({ app: 'api', spec: { securityContext: { readOnlyRootFilesystem: true } }, status: crashed() })] },
      { logs: [log('api', "OSError: [Errno 30] Read-only file system: '/app/cache/x.db'", true)] },
    ),
    remedy: ['emptyDir at /app/cache'],
    consequences: ['crash-loop'],
  },
  {
    id: 'permission-denied',
    what: 'a low port',
    given: snapshot(
      { pods: [pod({ app: 'api', status: crashed() })] },
      { logs: [log('api', 'Error: listen EACCES: permission denied 0.0.0.0:80', true)] },
    ),
    remedy: ['1024'],
  },
  {
    id: 'port-in-use',
    what: 'two containers',
    given: snapshot(
      { pods: [pod({ app: 'api', pod: { containers: [{ name: 'api' }, { name: 'side' }] }, status: crashed() })] },
      { logs: [log('api', 'Error: listen EADDRINUSE: address already in use :::3000', true)] },
    ),
    remedy: ['3000', 'api and side'],
  },
  {
    id: 'env-missing',
    what: 'Python',
    given: snapshot(
      { pods: [pod({ app: 'api', status: crashed() })] },
      {
        logs: [
          log('api', 'Traceback (most recent call last):\n  File "main.py"\nKeyError: \'ANTHROPIC_API_KEY\'', true),
        ],
      },
    ),
    remedy: ['ANTHROPIC_API_KEY', 'api'],
    consequences: ['crash-loop'],
  },
  {
    id: 'env-missing',
    what: 'pydantic',
    given: snapshot(
      { pods: [pod({ app: 'api', status: crashed() })] },
      {
        logs: [
          log(
            'api',
            'pydantic_core.ValidationError: 1 validation error for Settings\ndatabase_url\n  Field required [type=missing, input_value={}, input_type=dict]',
            true,
          ),
        ],
      },
    ),
    remedy: ['DATABASE_URL'],
  },
  {
    id: 'oom-killed',
    what: 'the limit',
    given: snapshot({
      pods: [
        pod({
          app: 'api',
          spec: { resources: { limits: { memory: '64Mi' } } },
          status: crashed(137, { lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } } }),
        }),
      ],
    }),
    remedy: ['64Mi', 'resources.limits.memory'],
    consequences: ['crash-loop'],
  },
  {
    id: 'crash-loop',
    what: 'no known reason',
    given: snapshot(
      { pods: [pod({ app: 'api', status: crashed(3) })] },
      { logs: [log('api', 'starting\nError: the moon is in the wrong phase\nbye', true)] },
    ),
    remedy: ['wrong phase'],
  },
  {
    id: 'crash-loop',
    what: 'started again and refused, in between two ends',
    given: snapshot(
      {
        pods: [
          pod({
            app: 'api',
            spec: { readinessProbe: { httpGet: { path: '/', port: 8000 } } },
            status: crashed(3, { state: { running: { startedAt: '2026-11-21T10:09:30Z' } }, ready: false }),
          }),
        ],
        events: [
          event(
            'Pod',
            'api-abc-1',
            'Unhealthy',
            'Readiness probe failed: Get "http://10.244.0.5:8000/": dial tcp 10.244.0.5:8000: connect: connection refused',
          ),
        ],
      },
      { logs: [log('api', "starting\nValueError: Unknown level: 'SHOUTING'", true)] },
    ),
    remedy: ['SHOUTING'],
  },
  {
    id: 'exits-zero',
    what: 'a background server',
    given: snapshot(
      { pods: [pod({ app: 'api', status: crashed(0) })] },
      { logs: [log('api', 'daemon started', true)] },
    ),
    remedy: ['foreground'],
  },
  {
    id: 'dependency-refused',
    what: 'a Service that does not exist',
    given: snapshot(
      {
        services: [service('postgres', 'postgres', 5432)],
        workloads: [deployment('postgres')],
        pods: [pod({ app: 'api', status: crashed() }), pod({ app: 'postgres' })],
      },
      { logs: [log('api', 'Error: getaddrinfo ENOTFOUND postgress', true)] },
    ),
    remedy: ['no Service postgress', 'postgres'],
    consequences: ['crash-loop'],
  },
  {
    id: 'database-auth',
    what: 'PostgreSQL',
    given: snapshot(
      {
        pods: [
          pod({
            app: 'api',
            spec: { env: [{ name: 'DATABASE_URL', valueFrom: { secretKeyRef: { name: 's', key: 'u' } } }] },
            status: crashed(),
          }),
        ],
      },
      { logs: [log('api', 'FATAL:  password authentication failed for user "app"', true)] },
    ),
    remedy: ['Secret s, key u'],
    consequences: ['crash-loop'],
  },
  {
    id: 'database-missing',
    what: 'a table',
    given: snapshot(
      { pods: [pod({ app: 'api', status: crashed() })] },
      { logs: [log('api', 'psycopg.errors.UndefinedTable: relation "tasks" does not exist', true)] },
    ),
    remedy: ['tasks', 'migrations'],
  },
  {
    id: 'migration-failed',
    what: 'a Job, and the table that it should have made',
    given: snapshot(
      {
        workloads: [
          {
            kind: 'Job',
            metadata: { name: 'migrate', namespace },
            status: {
              failed: 3,
              conditions: [
                {
                  type: 'Failed',
                  status: 'True',
                  reason: 'BackoffLimitExceeded',
                  message: 'Job has reached the specified backoff limit',
                },
              ],
            },
          },
        ],
        pods: [
          pod({
            app: 'migrate',
            owner: { kind: 'Job', name: 'migrate' },
            phase: 'Failed',
            pod: { restartPolicy: 'Never' },
            status: { state: { terminated: { exitCode: 1, reason: 'Error' } } },
          }),
        ],
      },
      { logs: [log('migrate', 'running 0002_tasks\nERROR: column "owner" contains null values')] },
    ),
    remedy: ['column "owner" contains null values'],
  },
  {
    id: 'jwt-secret-mismatch',
    what: 'two marks',
    given: snapshot(
      {
        pods: [
          pod({
            app: 'web',
            spec: { env: [{ name: 'BETTER_AUTH_SECRET', value: '***BETTER_AUTH_SECRET#aaaaaa***' }] },
          }),
          pod({
            app: 'api',
            spec: { env: [{ name: 'BETTER_AUTH_SECRET', valueFrom: { secretKeyRef: { name: 's', key: 'K' } } }] },
          }),
        ],
        secrets: [{ metadata: { name: 's' }, keys: { K: { bytes: 32, token: '***K#bbbbbb***' } } }],
      },
      { run: { http: [{ kind: 'rejected-token', url: 'http://api/tasks', status: 401 }] } },
    ),
    remedy: ['web', 'api', 'Secret s, key K'],
  },
  {
    id: 'stale-config',
    what: 'a ConfigMap that changed',
    given: snapshot(
      {
        configMaps: [{ metadata: { name: 'c', managedFields: [{ time: '2026-11-21T10:05:00Z' }] }, data: { A: '1' } }],
        pods: [pod({ app: 'api', spec: { envFrom: [{ configMapRef: { name: 'c' } }] } })],
      },
      { run: { http: [{ kind: 'contract', step: 'GET /', difference: 'x' }] } },
    ),
    remedy: ['rollout restart deployment api'],
  },
  {
    id: 'readiness-wrong-path',
    what: '404',
    given: snapshot({
      pods: [
        pod({
          app: 'api',
          spec: {
            readinessProbe: { httpGet: { path: '/healthy', port: 8000 } },
            livenessProbe: { httpGet: { path: '/health', port: 8000 } },
          },
          status: unready('api'),
        }),
      ],
      events: [
        event('Pod', 'api-abc-1', 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 404'),
      ],
    }),
    remedy: ['/healthy answers 404', '/health answers'],
  },
  {
    id: 'readiness-wrong-port',
    what: 'another port in the log',
    given: snapshot(
      {
        pods: [
          pod({ app: 'api', spec: { readinessProbe: { httpGet: { path: '/', port: 8080 } } }, status: unready('api') }),
        ],
        events: [
          event(
            'Pod',
            'api-abc-1',
            'Unhealthy',
            'Readiness probe failed: Get "http://10.244.0.5:8080/": dial tcp 10.244.0.5:8080: connect: connection refused',
          ),
        ],
      },
      { logs: [log('api', 'INFO: Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)')] },
    ),
    remedy: ['8080', '8000'],
  },
  {
    id: 'probe-timeout',
    what: 'a slow answer',
    given: snapshot({
      pods: [
        pod({
          app: 'api',
          spec: { readinessProbe: { httpGet: { path: '/', port: 80 }, timeoutSeconds: 1 } },
          status: unready('api'),
        }),
      ],
      events: [
        event(
          'Pod',
          'api-abc-1',
          'Unhealthy',
          'Readiness probe failed: Get "http://10.244.0.5:80/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
        ),
      ],
    }),
    remedy: ['timeoutSeconds'],
  },
  {
    id: 'liveness-kills',
    what: 'a kill loop',
    given: snapshot({
      pods: [
        pod({ app: 'api', spec: { livenessProbe: { httpGet: { path: '/live', port: 80 } } }, status: crashed(137) }),
      ],
      events: [
        event('Pod', 'api-abc-1', 'Killing', 'Container api failed liveness probe, will be restarted', {
          type: 'Normal',
          count: 4,
        }),
        event('Pod', 'api-abc-1', 'Unhealthy', 'Liveness probe failed: HTTP probe failed with statuscode: 404'),
      ],
    }),
    remedy: ['livenessProbe', '/live'],
    consequences: ['crash-loop'],
  },
  {
    id: 'init-waits',
    what: 'a Service that does not exist',
    given: snapshot(
      {
        services: [service('postgres', 'postgres', 5432)],
        workloads: [deployment('postgres')],
        pods: [
          pod({
            app: 'api',
            phase: 'Pending',
            status: waiting('PodInitializing'),
            init: {
              spec: { command: ['sh', '-c', 'until nc -z db 5432; do echo waiting for db; sleep 1; done'] },
              status: { state: { running: { startedAt: '2026-11-21T10:00:00Z' } } },
            },
          }),
        ],
      },
      { logs: [log('api', 'waiting for db', false, 'init')] },
    ),
    remedy: ['no Service db', 'postgres'],
  },
  {
    id: 'init-crash',
    what: 'an init container',
    given: snapshot(
      {
        pods: [pod({ app: 'api', phase: 'Pending', status: waiting('PodInitializing'), init: { status: crashed(1) } })],
      },
      { logs: [log('api', 'fatal: no such template', true, 'init')] },
    ),
    remedy: ['no such template'],
  },
  {
    id: 'selector-no-match',
    what: 'one label',
    given: snapshot({
      services: [service('api', 'api', 80)],
      workloads: [{ ...deployment('taskflow-api'), metadata: { name: 'api', namespace } }],
    }),
    remedy: ['app=taskflow-api', 'it is app=api'],
  },
  {
    id: 'selector-wrong-pods',
    what: 'two components',
    given: snapshot({
      services: [{ ...service('backend', 'x', 80), spec: { selector: { part: 'taskflow' }, ports: [{ port: 80 }] } }],
      pods: ['backend', 'worker'].map((app) => ({
        ...pod({ app }),
        metadata: { ...pod({ app }).metadata, labels: { app, part: 'taskflow' } },
      })),
    }),
    remedy: ['app: backend', 'worker'],
  },
  {
    id: 'targetport-mismatch',
    what: 'a declared port',
    given: snapshot({
      services: [service('api', 'api', 80, 8080)],
      workloads: [deployment('api')],
      pods: [pod({ app: 'api', spec: { ports: [{ containerPort: 3000 }] } })],
    }),
    remedy: ['3000', '8080'],
  },
  {
    id: 'named-port-missing',
    what: 'a name',
    given: snapshot({
      services: [service('api', 'api', 80, 'http')],
      workloads: [deployment('api')],
      pods: [pod({ app: 'api', spec: { ports: [{ name: 'web', containerPort: 3000 }] } })],
    }),
    remedy: ['http', 'web 3000'],
  },
  {
    id: 'network-policy',
    what: 'a time-out',
    given: snapshot(
      {
        services: [service('api', 'api', 8000)],
        workloads: [deployment('api'), deployment('web')],
        pods: [pod({ app: 'api', spec: { ports: [{ containerPort: 8000 }] } }), pod({ app: 'web', status: crashed() })],
        networkPolicies: [
          {
            metadata: { name: 'deny', namespace },
            spec: { podSelector: { matchLabels: { app: 'api' } }, ingress: [] },
          },
        ],
      },
      { logs: [log('web', 'Error: connect ETIMEDOUT api:8000', true)] },
    ),
    remedy: ['deny', 'app=web', '8000'],
    consequences: ['crash-loop'],
  },
  {
    id: 'ingress-wrong',
    what: 'a Service',
    given: snapshot({
      services: [service('web', 'web', 80)],
      workloads: [deployment('web')],
      ingressClasses: [{ metadata: { name: 'nginx' } }],
      ingresses: [
        {
          kind: 'Ingress',
          metadata: { name: 'front', namespace },
          spec: {
            ingressClassName: 'nginx',
            rules: [{ http: { paths: [{ backend: { service: { name: 'webb', port: { number: 80 } } } }] } }],
          },
        },
      ],
    }),
    remedy: ['front', 'there is web'],
  },
  {
    id: 'release-locked',
    what: 'helm',
    given: snapshot(
      {},
      {
        ...helm('Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress'),
        releases: [
          {
            name: 'taskflow',
            namespace,
            history: [
              { revision: 1, status: 'deployed' },
              { revision: 2, status: 'pending-upgrade', updated: '2026-11-21T09:00:00Z' },
            ],
          },
        ],
      },
    ),
    remedy: ['helm rollback taskflow 1'],
  },
  {
    id: 'hook-failed',
    what: 'a hook without a pod',
    given: snapshot(
      {},
      helm(
        'Error: UPGRADE FAILED: pre-upgrade hooks failed: 1 error occurred:\n\t* job check failed: BackoffLimitExceeded',
      ),
    ),
    remedy: ['hook'],
  },
  {
    id: 'rollback-incomplete',
    what: 'drift',
    given: snapshot(
      {},
      { run: { rollback: { release: 'taskflow', to: 3, problems: ['Deployment api is not ready'] } } },
    ),
    remedy: ['Revision 3', 'Deployment api'],
  },
  {
    id: 'cors-origin-missing',
    what: 'a preflight',
    given: snapshot(
      { pods: [pod({ app: 'api', spec: { env: [{ name: 'CORS_ORIGINS', value: 'http://a' }] } })] },
      { run: { http: [{ kind: 'cors', origin: 'http://web:3000', url: 'http://api/tasks' }] } },
    ),
    remedy: ['Add http://web:3000 to CORS_ORIGINS', 'http://a'],
  },
  {
    id: 'upstream-wrong',
    what: 'a wrong port',
    given: snapshot(
      { services: [service('api', 'api', 8000)] },
      { run: { http: [{ kind: 'proxy', url: 'http://web/api', status: 502, upstream: 'http://api:8080' }] } },
    ),
    remedy: ['port 8000, not 8080'],
  },
  {
    id: 'old-version-serving',
    what: 'a version',
    given: snapshot(
      {},
      { run: { http: [{ kind: 'version', url: 'http://api/version', expected: '2.0', actual: '1.9' }] } },
    ),
    remedy: ['2.0'],
  },
  {
    id: 'old-version-serving',
    what: 'a Deployment that is paused',
    given: snapshot({
      workloads: [held('Deployment', { spec: { replicas: 2, paused: true } })],
    }),
    remedy: ['Old pods of api', 'paused: true', 'kubectl -n taskflow rollout resume deployment/api'],
  },
  {
    id: 'old-version-serving',
    what: 'a StatefulSet that waits for its pods to be deleted',
    given: snapshot({
      workloads: [held('StatefulSet', { spec: { replicas: 2, updateStrategy: { type: 'OnDelete' } } })],
    }),
    remedy: ['RollingUpdate'],
  },
  {
    id: 'old-version-serving',
    what: 'a StatefulSet with a partition',
    given: snapshot({
      workloads: [held('StatefulSet', { spec: { replicas: 2, updateStrategy: { rollingUpdate: { partition: 2 } } } })],
    }),
    remedy: ['partition to 0'],
  },
  {
    id: 'contract-drift',
    what: 'a field',
    given: snapshot(
      {},
      {
        run: {
          http: [
            {
              kind: 'contract',
              step: 'GET /tasks',
              difference: 'field tasks[].dueDate is missing',
              place: { file: 'contract.yml', line: 4 },
            },
          ],
        },
      },
    ),
    remedy: ['dueDate'],
  },
  {
    id: 'unknown',
    what: 'nothing fits',
    given: snapshot({
      pods: [pod({ app: 'api', phase: 'Pending', status: waiting('ContainerCreating') })],
      events: [event('Pod', 'api-abc-1', 'FailedCreatePodSandBox', 'Failed to create pod sandbox: x')],
    }),
    remedy: ['No rule fits'],
  },
];
