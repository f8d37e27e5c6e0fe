import { expect, test } from '@jest/globals';
import * as v from 'valibot';
import { graces as schema } from '../../../src/config/sections.ts';
import type { KubeObject } from '../../../src/ports/kube.ts';
import { podSymptoms, replicaSetSymptoms } from '../../../src/release/reasons.ts';
import { outlived, verdictOf } from '../../../src/release/watch.ts';

const metadata = { name: 'api-1', namespace: 'shop', uid: 'u1' };

function pod(status: object): KubeObject {
  return { metadata, status: { containerStatuses: [{ name: 'api', ready: false, restartCount: 0, ...status }] } };
}

const waiting = (reason: string, message = '') => pod({ state: { waiting: { reason, message } } });
const ended = (restartCount: number, reason: string, seconds: number) =>
  pod({
    restartCount,
    lastState: {
      terminated: {
        exitCode: 1,
        reason,
        startedAt: '2026-01-01T00:00:00Z',
        finishedAt: `2026-01-01T00:00:${String(seconds).padStart(2, '0')}Z`,
      },
    },
  });

test.each([
  ['InvalidImageName', waiting('InvalidImageName')],
  ['ErrImageNeverPull', waiting('ErrImageNeverPull')],
  ['ImageNotFound', waiting('ImagePullBackOff', 'manifest unknown')],
  ['ImageDenied', waiting('ErrImagePull', '401 Unauthorized')],
  ['ErrImagePull', waiting('ErrImagePull', 'i/o timeout')],
  ['CreateContainerConfigError', waiting('CreateContainerConfigError')],
  ['CrashLoopBackOff', ended(2, 'Error', 1)],
  ['CrashLoopSlow', ended(2, 'Error', 30)],
  ['OOMKilled', ended(1, 'OOMKilled', 30)],
  ['OOMKilledAgain', ended(2, 'OOMKilled', 30)],
])('%s is the grace of what it says', (grace, object) => {
  expect(podSymptoms(object, []).map((symptom) => symptom.grace)).toEqual([grace]);
});

const event = (reason: string, message: string, uid = 'u1'): KubeObject => ({
  metadata: { name: 'event' },
  involvedObject: { uid },
  reason,
  message,
});

test.each([
  ['FailedMount', waiting('ContainerCreating'), event('FailedMount', 'configmap "settings" not found')],
  [
    'ProbeRejected',
    pod({ state: { running: {} } }),
    event('Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 404'),
  ],
])('%s is known from the events of this pod alone', (grace, object, said) => {
  expect(podSymptoms(object, [said]).map((symptom) => symptom.grace)).toEqual([grace]);
  expect(podSymptoms(object, [{ ...said, involvedObject: { uid: 'other' } }])).toEqual([]);
});

test('a mount that has come about, and a server that is only slow, are no symptoms', () => {
  const running = pod({ state: { running: {} } });
  expect(podSymptoms(running, [event('FailedMount', 'configmap "settings" not found')])).toEqual([]);
  expect(podSymptoms(running, [event('Unhealthy', 'Readiness probe failed: HTTP statuscode: 503')])).toEqual([]);
});

test('a webhook that does not answer has more time than a quota that is full', () => {
  const replicaSet = (message: string): KubeObject => ({
    metadata,
    status: { conditions: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }] },
  });
  expect(replicaSetSymptoms(replicaSet('exceeded quota')).map(({ grace }) => grace)).toEqual(['FailedCreate']);
  expect(replicaSetSymptoms(replicaSet('failed calling webhook "x"')).map(({ grace }) => grace)).toEqual([
    'WebhookUnavailable',
  ]);
});

test('the configured time decides, and the one that was over is printed by its name', () => {
  const graces = v.parse(schema, { ImageNotFound: '1m' });
  const symptoms = podSymptoms(waiting('ErrImagePull', 'not found'), []);
  const world = { get: () => [], seen: () => 1000, forget: () => undefined };
  expect(outlived(symptoms, { world, graces, now: 31_000 })).toEqual({ inMs: 30_000 });
  const { over } = outlived(symptoms, { world, graces, now: 61_000 });
  expect(over && verdictOf(over, graces)).toBe(
    'Pod shop/api-1 container api: ErrImagePull: not found (graces.ImageNotFound: 1 m 00 s)',
  );
});
