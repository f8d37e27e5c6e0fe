import { expect, test } from '@jest/globals';
import type { KubeObject } from '../../../src/ports/kube.ts';
import { capacityFor, fits } from '../../../src/release/capacity.ts';

const container = (cpu: string, memory: string) => ({ resources: { requests: { cpu, memory } } });
const node = (cpu: string, memory: string, spec = {}): KubeObject => ({
  metadata: { name: 'node' },
  spec,
  status: { allocatable: { cpu, memory } },
});
const workload = (kind: string, replicas: number | undefined, spec: object): KubeObject => ({
  kind,
  metadata: { name: 'api' },
  spec: { ...(replicas === undefined ? {} : { replicas }), template: { spec } },
});
const pod = (name: string, spec: object, phase = 'Running'): KubeObject => ({
  metadata: { name, ownerReferences: [{ kind: 'ReplicaSet', name: 'x', uid: 'u' }] },
  spec: phase === 'Pending' ? spec : { ...spec, nodeName: 'node' },
  status: { phase },
});

test('requests of all replicas, against what other pods have left of the nodes', () => {
  const spec = { containers: [container('500m', '256Mi'), container('0.25', '256Mi')] };
  const capacity = capacityFor(
    [workload('Deployment', 2, spec), workload('Service', undefined, {})],
    [node('2', '4Gi'), node('4', '8Gi', { unschedulable: true })],
    [
      pod('other-1', { containers: [container('600m', '1Gi')] }),
      pod('waits-1', { containers: [container('9', '9Gi')] }, 'Pending'),
      pod('done-1', { containers: [container('9', '9Gi')] }, 'Succeeded'),
    ],
  );
  expect(capacity).toEqual({
    wanted: { cpu: 1500, memory: 1024 * 1024 ** 2 },
    free: { cpu: 1400, memory: 3 * 1024 ** 3 },
    tooLarge: undefined,
  });
  expect(fits(capacity.wanted, capacity.free)).toBe(false);
});

test('what is deployed anew gives its room back; a DaemonSet wants it on every node; an init container counts where it is larger', () => {
  const spec = { containers: [container('100m', '1Gi')], initContainers: [container('1', '64Mi')] };
  const capacity = capacityFor(
    [workload('DaemonSet', undefined, spec)],
    [node('2', '4Gi'), node('2', '4Gi')],
    [pod('api-5d9', { containers: [container('1500m', '3Gi')] })],
  );
  expect(capacity.wanted).toEqual({ cpu: 2000, memory: 2 * 1024 ** 3 });
  expect(capacity.free).toEqual({ cpu: 4000, memory: 8 * 1024 ** 3 });
});

test('a pod that no node could take is named; a limit stands for a request that is missing', () => {
  const spec = { containers: [{ resources: { limits: { cpu: '3', memory: '1Gi' } } }] };
  const nodes = [node('2', '4Gi'), node('2', '4Gi')];
  expect(capacityFor([workload('StatefulSet', 1, spec)], nodes, []).tooLarge).toBe('StatefulSet api');
});
