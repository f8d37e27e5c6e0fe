import type { GraceName } from '../config/config.ts';
import type { KubeObject } from '../ports/kube.ts';
import { type ContainerStatus, condition, containersOf, isReady, type Terminated } from './pod.ts';

/** A condition that will not heal by itself, and how long it may last before the deployment counts as failed. */
export interface Symptom {
  readonly reason: string;
  readonly object: string;
  readonly message: string;
  /** Which of the configured times it may last. */
  readonly grace: GraceName;
}

type ContainerRule = (
  container: ContainerStatus & { readonly init: boolean },
) => { reason: string; message: string; grace: GraceName } | undefined;

/** Ordered: the first rule that answers decides. */
const containerRules: readonly ContainerRule[] = [
  waiting('InvalidImageName'),
  waiting('ErrImageNeverPull'),
  waiting('CreateContainerConfigError'),
  waiting('CreateContainerError'),
  waiting('RunContainerError'),
  pull(/not found|no such image|manifest unknown/i, 'ImageNotFound'),
  pull(/401|unauthorized|denied|authentication|no match for platform/i, 'ImageDenied'),
  pull(/./, 'ErrImagePull'),
  outOfMemory,
  crashLoop,
];

export function podSymptoms(pod: KubeObject, events: readonly KubeObject[]): Symptom[] {
  if (pod.metadata.deletionTimestamp) return [];
  const name = `Pod ${pod.metadata.namespace}/${pod.metadata.name}`;
  const unschedulable = condition(pod, 'PodScheduled');
  const scheduling: Symptom[] =
    unschedulable?.status === 'False' && unschedulable.reason === 'Unschedulable'
      ? [{ reason: 'Unschedulable', object: name, message: unschedulable.message ?? '', grace: 'Unschedulable' }]
      : [];
  const containers = containersOf(pod).flatMap((container) => {
    const found = firstAnswer(container);
    return found
      ? [{ ...found, object: `${name} ${container.init ? 'init container' : 'container'} ${container.name}` }]
      : [];
  });
  return [...scheduling, ...containers, ...eventSymptoms(pod, name, events)];
}

interface EventFields {
  readonly reason?: string;
  readonly message?: string;
  readonly involvedObject?: { readonly uid?: string };
}

/** What no status says: volumes that wait for what is not there, and probes that are answered, with a refusal. */
const eventRules: readonly { readonly reason: string; readonly pattern: RegExp; readonly grace: GraceName }[] = [
  { reason: 'FailedMount', pattern: /not found|references non-existent/, grace: 'FailedMount' },
  { reason: 'Unhealthy', pattern: /Readiness probe failed: HTTP .*statuscode: 4\d\d/, grace: 'ProbeRejected' },
];

function eventSymptoms(pod: KubeObject, object: string, events: readonly KubeObject[]): Symptom[] {
  if (isReady(pod)) return [];
  const started = containersOf(pod).some(({ state }) => state?.running);
  return eventRules.flatMap(({ reason, pattern, grace }): Symptom[] => {
    // A mount that has come about leaves its event behind.
    if (reason === 'FailedMount' && started) return [];
    const event = (events as readonly (KubeObject & EventFields)[]).find(
      (each) =>
        each.reason === reason && each.involvedObject?.uid === pod.metadata.uid && pattern.test(each.message ?? ''),
    );
    return event ? [{ reason: grace, object, message: event.message ?? '', grace }] : [];
  });
}

/** What controllers could not create: quota, policy, a missing ServiceAccount, a webhook that does not answer. */
export function replicaSetSymptoms(replicaSet: KubeObject): Symptom[] {
  const failure = condition(replicaSet, 'ReplicaFailure');
  if (failure?.status !== 'True') return [];
  const webhook = /failed calling webhook/.test(failure.message ?? '');
  return [
    {
      reason: failure.reason ?? 'FailedCreate',
      object: `ReplicaSet ${replicaSet.metadata.namespace}/${replicaSet.metadata.name}`,
      message: failure.message ?? '',
      grace: webhook ? 'WebhookUnavailable' : 'FailedCreate',
    },
  ];
}

export function jobSymptoms(job: KubeObject): Symptom[] {
  const failure = condition(job, 'Failed');
  if (failure?.status !== 'True') return [];
  return [
    {
      reason: `Job${failure.reason ?? 'Failed'}`,
      object: `Job ${job.metadata.namespace}/${job.metadata.name}`,
      message: failure.message ?? '',
      grace: 'JobFailed',
    },
  ];
}

function firstAnswer(container: ContainerStatus & { readonly init: boolean }): ReturnType<ContainerRule> {
  for (const rule of containerRules) {
    const answer = rule(container);
    if (answer) return answer;
  }
  return undefined;
}

function waiting(reason: GraceName): ContainerRule {
  return (container) => {
    const state = container.state?.waiting;
    return state?.reason === reason ? { reason, message: state.message ?? '', grace: reason } : undefined;
  };
}

/** Both reasons of one trouble: the runtime alternates between the attempt and the pause after it. */
function pull(pattern: RegExp, grace: GraceName): ContainerRule {
  return (container) => {
    const state = container.state?.waiting;
    if (state?.reason !== 'ErrImagePull' && state?.reason !== 'ImagePullBackOff') return undefined;
    return pattern.test(state.message ?? '')
      ? { reason: 'ErrImagePull', message: state.message ?? '', grace }
      : undefined;
  };
}

function outOfMemory(container: ContainerStatus): ReturnType<ContainerRule> {
  const last = lastEnd(container);
  if (last?.reason !== 'OOMKilled' || container.restartCount < 1) return undefined;
  return {
    reason: 'OOMKilled',
    message: `killed for using more memory than its limit, ${container.restartCount + 1} times`,
    grace: container.restartCount >= 2 ? 'OOMKilledAgain' : 'OOMKilled',
  };
}

/** A program that waits for its database may end once or twice; one that ends again in the same way will go on doing so. */
function crashLoop(container: ContainerStatus): ReturnType<ContainerRule> {
  const last = lastEnd(container);
  if (!last || container.ready || container.restartCount < 2) return undefined;
  return {
    reason: 'CrashLoopBackOff',
    message: `ended with exit code ${last.exitCode}, ${container.restartCount + 1} times`,
    grace: lived(last) < 10_000 ? 'CrashLoopBackOff' : 'CrashLoopSlow',
  };
}

function lastEnd(container: ContainerStatus): Terminated | undefined {
  return container.state?.terminated ?? container.lastState?.terminated;
}

function lived(end: Terminated): number {
  return Date.parse(end.finishedAt ?? '') - Date.parse(end.startedAt ?? '') || 0;
}
