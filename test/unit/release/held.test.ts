import { expect, test } from '@jest/globals';
import type { KubeObject } from '../../../src/ports/kube.ts';
import { judge } from '../../../src/release/judge.ts';
import type { World } from '../../../src/release/world.ts';

const metadata = { name: 'api', namespace: 'shop', uid: 'u', generation: 2 };
const status = { observedGeneration: 2, replicas: 1, readyReplicas: 1, updatedReplicas: 0 };
const worldOf = (kind: string, object: Partial<KubeObject>): World => ({
  get: (wanted) => (wanted === kind ? [{ kind, metadata, status, ...object } as KubeObject] : []),
  seen: () => 0,
  forget: () => undefined,
});

test.each([
  ['Deployment', 'deployments', { replicas: 1, paused: true }, ['HeldBack']],
  ['Deployment', 'deployments', { replicas: 1 }, []],
  ['StatefulSet', 'statefulsets', { replicas: 1, updateStrategy: { type: 'OnDelete' } }, ['HeldBack']],
] as const)('%s that is told to keep its old pods is not waited for: %s %j', (kind, plural, spec, reasons) => {
  const world = worldOf(plural, { kind, spec });
  const { ready, symptoms } = judge({ kind, name: 'api' }, world);
  expect(ready).toBe(false);
  expect(symptoms.map(({ reason }) => reason)).toEqual(reasons);
});
