import { describe, expect, test } from '@jest/globals';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { faultIds } from '../../../src/diagnosis/rule.ts';
import { crashed, deployment, event, log, namespace, pod, service, snapshot, waiting } from '../../support/snapshot.ts';
import { cases } from './cases.ts';

test.each(cases)('$id: $what', ({ id, given, remedy, object, consequences = [] }) => {
  const faults = diagnose(given);
  const [root] = faults;
  expect(faults.filter((fault) => fault.root).map((fault) => fault.id)).toEqual([id]);
  for (const other of consequences) expect(root?.explains).toContain(other);
  for (const words of remedy) expect(root?.remedy).toContain(words);
  if (object) expect(root?.object).toBe(object);
  expect(root?.evidence.length).toBeGreaterThan(0);
  expect(root?.reproduce).toMatch(/\w/);
});

test('every id has a case', () => {
  expect(faultIds.filter((id) => !cases.some((one) => one.id === id))).toEqual([]);
});

test.each(cases)('$id: $what: what may be pasted names the run’s own cluster', ({ given }) => {
  const faults = diagnose({ ...given, context: 'tf-shop', kubeconfig: '/tmp/own kube/config' });
  for (const { reproduce } of faults)
    for (const command of reproduce
      .split(' | ')
      .filter((line) => /^(kubectl|helm (?!upgrade|install|template))/.test(line)))
      expect(command).toMatch(/--kubeconfig '\/tmp\/own kube\/config' --(kube-)?context tf-shop/);
});

describe('root and consequence', () => {
  const claim = {
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace },
    spec: { storageClassName: 'fast' },
    status: { phase: 'Pending' },
  };
  const broken = {
    storageClasses: [{ metadata: { name: 'standard' } }],
    claims: [claim],
    services: [service('db', 'db', 5432), service('api', 'api', 8000)],
    workloads: [deployment('db'), deployment('api'), deployment('web')],
    pods: [
      pod({ app: 'web', spec: { env: [{ name: 'API', value: 'http://api:8000' }] }, status: crashed() }),
      pod({ app: 'api', spec: { env: [{ name: 'DB', value: 'postgres://db/x' }] }, status: crashed() }),
      pod({
        app: 'db',
        phase: 'Pending',
        status: {},
        pod: { containers: [{ name: 'db' }], volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }] },
      }),
    ],
  };
  const logs = [
    log('web', 'connect ECONNREFUSED api:8000 dial tcp api:8000: connect: connection refused', true),
    log('api', 'could not connect to server at db', true),
  ];

  test('a chain of three has one root, and it is the storage', () => {
    const faults = diagnose(snapshot(broken, { logs }));
    expect(faults.filter((fault) => fault.root).map((fault) => [fault.id, fault.object])).toEqual([
      ['pvc-no-storageclass', 'PersistentVolumeClaim taskflow/data'],
    ]);
    expect(faults[0]?.explains).toEqual(expect.arrayContaining(['dependency-refused', 'crash-loop']));
  });

  test('two independent faults are two roots, the one that explains more first', () => {
    const other = pod({
      app: 'mail',
      phase: 'Pending',
      status: waiting('CreateContainerConfigError', 'secret "mail" not found'),
    });
    const faults = diagnose(snapshot({ ...broken, pods: [...broken.pods, other] }, { logs }));
    expect(faults.filter((fault) => fault.root).map((fault) => fault.id)).toEqual([
      'pvc-no-storageclass',
      'config-missing',
    ]);
  });

  test('a fault that no dependency can cause stays a root, though a dependency is broken too', () => {
    const web = pod({
      app: 'web',
      spec: { env: [{ name: 'API', value: 'http://api:8000' }] },
      phase: 'Pending',
      status: waiting('CreateContainerConfigError', 'configmap "w" not found'),
    });
    const faults = diagnose(snapshot({ ...broken, pods: [web, ...broken.pods.slice(1)] }, { logs: logs.slice(1) }));
    expect(faults.filter((fault) => fault.root).map((fault) => fault.id)).toEqual([
      'pvc-no-storageclass',
      'config-missing',
    ]);
  });

  test('a fault of the cluster is infrastructure and explains the rest', () => {
    const nodes = [
      {
        metadata: { name: 'm' },
        status: { conditions: [{ type: 'Ready', status: 'False', reason: 'KubeletNotReady', message: 'cni' }] },
      },
    ];
    const faults = diagnose(
      snapshot({ pods: [pod({ app: 'api', status: crashed() })], nodes }, { logs: [log('api', 'boom error', true)] }),
    );
    expect(faults.map((fault) => [fault.id, fault.root, fault.infrastructure])).toEqual([
      ['node-not-ready', true, true],
      ['crash-loop', false, false],
    ]);
  });
});

describe('healthy, though it looks odd', () => {
  const healthy: readonly (readonly [string, Parameters<typeof snapshot>[0], Parameters<typeof snapshot>[1]?])[] = [
    [
      'two restarts before the database came',
      {
        pods: [
          pod({ app: 'api', status: { ready: true, restartCount: 2, lastState: { terminated: { exitCode: 1 } } } }),
        ],
      },
      { logs: [log('api', 'ECONNREFUSED 10.0.0.1:5432', true)] },
    ],
    [
      'a job that succeeded at the second try',
      {
        workloads: [
          {
            kind: 'Job',
            metadata: { name: 'migrate', namespace },
            status: { succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] },
          },
        ],
        pods: [
          pod({
            app: 'migrate',
            owner: { kind: 'Job', name: 'migrate' },
            phase: 'Failed',
            status: { state: { terminated: { exitCode: 1 } } },
          }),
        ],
      },
    ],
    [
      'a pod of the old ReplicaSet that dies',
      {
        workloads: [deployment('api'), { ...rs('api-old', 1) }, { ...rs('api-abc', 2) }],
        pods: [
          {
            ...pod({ app: 'api', status: crashed() }),
            metadata: {
              ...pod({ app: 'api' }).metadata,
              name: 'api-old-1',
              ownerReferences: [{ kind: 'ReplicaSet', name: 'api-old' }],
            },
          },
          pod({ app: 'api' }),
        ],
      },
    ],
    [
      'a pod that is being deleted',
      {
        pods: [
          {
            ...pod({ app: 'api', status: crashed() }),
            metadata: { ...pod({ app: 'api' }).metadata, deletionTimestamp: '2026-11-21T10:09:00Z' },
          },
        ],
      },
    ],
    [
      'a claim that waits for its first consumer',
      {
        storageClasses: [{ metadata: { name: 'standard' }, volumeBindingMode: 'WaitForFirstConsumer' }],
        claims: [
          {
            metadata: { name: 'spare', namespace },
            spec: { storageClassName: 'standard' },
            status: { phase: 'Pending' },
          },
        ],
      },
    ],
    [
      'a workload scaled to nothing, with its Service',
      { workloads: [deployment('api', {}, 0)], services: [service('api', 'api', 80)] },
    ],
    [
      'an old warning of a pod that is ready now',
      {
        pods: [pod({ app: 'api' })],
        events: [
          event('Pod', 'api-abc-1', 'Unhealthy', 'Readiness probe failed: connection refused'),
          event('Pod', 'api-abc-1', 'FailedMount', 'MountVolume.SetUp failed for volume "v" : secret "s" not found'),
        ],
      },
    ],
    [
      'a Service without ports declared behind it',
      { services: [service('api', 'api', 80, 8080)], workloads: [deployment('api')], pods: [pod({ app: 'api' })] },
    ],
    [
      'a canary beside the stable pods',
      {
        services: [service('api', 'api', 80)],
        pods: ['stable', 'canary'].map((track) => ({
          ...pod({ app: `api-${track}` }),
          metadata: { ...pod({ app: `api-${track}` }).metadata, labels: { app: 'api', track } },
        })),
      },
    ],
    [
      'a quota event of a ReplicaSet that has its pods by now',
      {
        workloads: [deployment('api'), { ...rs('api-abc', 1), status: { replicas: 1 } }],
        pods: [pod({ app: 'api' })],
        events: [
          event(
            'ReplicaSet',
            'api-abc',
            'FailedCreate',
            'exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2',
          ),
        ],
      },
    ],
    [
      'words like error in the log of a ready pod',
      { pods: [pod({ app: 'api' })] },
      { logs: [log('api', "ERROR retrying: KeyError: 'OPTIONAL_KEY'")] },
    ],
    [
      'a release that is being deployed at this moment',
      {},
      {
        releases: [
          {
            name: 'r',
            namespace,
            history: [{ revision: 1, status: 'pending-install', updated: '2026-11-21T10:09:50Z' }],
          },
        ],
      },
    ],
  ];

  const given = healthy.map(([name, objects, more]) => [name, snapshot(objects, more)] as const);
  test.each(given)('%s', (_, state) => expect(diagnose(state)).toEqual([]));
});

test('no answer from the API is not the same as nothing to say', () => {
  const gaps = [{ what: 'objects', why: 'kubectl did not finish within 15.0 s: kubectl get pods' }];
  expect(diagnose(snapshot({}, { gaps })).map((fault) => [fault.id, fault.infrastructure])).toEqual([
    ['api-unreachable', true],
  ]);
});

test('a rule of the user speaks with its groups filled in', () => {
  const given = snapshot(
    { pods: [pod({ app: 'api', status: crashed() })] },
    { logs: [log('api', 'LICENCE 4711 has expired', true)] },
  );
  const own = [
    {
      id: 'licence-expired',
      match: 'LICENCE (\\d+) has expired',
      title: 'Licence $1 has expired',
      remedy: 'Renew licence $1.',
    },
  ];
  expect(diagnose(given, own)[0]).toMatchObject({
    id: 'licence-expired',
    root: true,
    title: 'Licence 4711 has expired',
    remedy: 'Renew licence 4711.',
  });
});

test('a template error carries its place in the chart', () => {
  const given = cases.find((one) => one.id === 'template-error')?.given;
  expect(given && diagnose(given)[0]?.place).toEqual({ file: 'helm/taskflow/templates/backend.yaml', line: 12 });
});

function rs(name: string, revision: number) {
  return {
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace,
      annotations: { 'deployment.kubernetes.io/revision': String(revision) },
      ownerReferences: [{ kind: 'Deployment', name: 'api' }],
    },
    spec: { replicas: 1 },
    status: { replicas: 1 },
  };
}
