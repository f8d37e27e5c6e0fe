import type { KubeObject } from '../ports/kube.ts';
import { type ContainerStatus, condition, containersOf, type Terminated } from './pod.ts';

/** A condition that will not heal by itself, and how long it may last before the deployment counts as failed. */
export interface Symptom {
  readonly reason: string;
  readonly object: string;
  readonly message: string;
  /** Grace where this run owns everything the pod needs, so that nobody else can still bring it. */
  readonly graceMs: number;
}

type ContainerRule = (
  container: ContainerStatus & { readonly init: boolean },
) => { reason: string; message: string; graceMs: number } | undefined;

const second = 1000;

/** Ordered: the first rule that answers decides. */
const containerRules: readonly ContainerRule[] = [
  waiting('InvalidImageName', 0),
  waiting('ErrImageNeverPull', 5 * second),
  waiting('CreateContainerConfigError', 5 * second),
  waiting('CreateContainerError', 5 * second),
  waiting('RunContainerError', 10 * second),
  pull(/not found|no such image|manifest unknown/i, 3 * second),
  pull(/401|unauthorized|denied|authentication|no match for platform/i, 5 * second),
  pull(/./, 60 * second),
  outOfMemory,
  crashLoop,
];

export function podSymptoms(pod: KubeObject): Symptom[] {
  if (pod.metadata.deletionTimestamp) return [];
  const name = `Pod ${pod.metadata.namespace}/${pod.metadata.name}`;
  const unschedulable = condition(pod, 'PodScheduled');
  const scheduling: Symptom[] =
    unschedulable?.status === 'False' && unschedulable.reason === 'Unschedulable'
      ? [{ reason: 'Unschedulable', object: name, message: unschedulable.message ?? '', graceMs: 20 * second }]
      : [];
  const containers = containersOf(pod).flatMap((container) => {
    const found = firstAnswer(container);
    return found
      ? [{ ...found, object: `${name} ${container.init ? 'init container' : 'container'} ${container.name}` }]
      : [];
  });
  return [...scheduling, ...containers];
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
      graceMs: webhook ? 60 * second : 5 * second,
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
      graceMs: 0,
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

function waiting(reason: string, graceMs: number): ContainerRule {
  return (container) => {
    const state = container.state?.waiting;
    return state?.reason === reason ? { reason, message: state.message ?? '', graceMs } : undefined;
  };
}

/** Both reasons of one trouble: the runtime alternates between the attempt and the pause after it. */
function pull(pattern: RegExp, graceMs: number): ContainerRule {
  return (container) => {
    const state = container.state?.waiting;
    if (state?.reason !== 'ErrImagePull' && state?.reason !== 'ImagePullBackOff') return undefined;
    return pattern.test(state.message ?? '')
      ? { reason: 'ErrImagePull', message: state.message ?? '', graceMs }
      : undefined;
  };
}

function outOfMemory(container: ContainerStatus): ReturnType<ContainerRule> {
  const last = lastEnd(container);
  if (last?.reason !== 'OOMKilled' || container.restartCount < 1) return undefined;
  return {
    reason: 'OOMKilled',
    message: `killed for using more memory than its limit, ${container.restartCount + 1} times`,
    graceMs: container.restartCount >= 2 ? 0 : 30 * second,
  };
}

/** A program that waits for its database may end once or twice; one that ends again in the same way will go on doing so. */
function crashLoop(container: ContainerStatus): ReturnType<ContainerRule> {
  const last = lastEnd(container);
  if (!last || container.ready || container.restartCount < 2) return undefined;
  return {
    reason: 'CrashLoopBackOff',
    message: `ended with exit code ${last.exitCode}, ${container.restartCount + 1} times`,
    graceMs: lived(last) < 10 * second ? 0 : 30 * second,
  };
}

function lastEnd(container: ContainerStatus): Terminated | undefined {
  return container.state?.terminated ?? container.lastState?.terminated;
}

function lived(end: Terminated): number {
  return Date.parse(end.finishedAt ?? '') - Date.parse(end.startedAt ?? '') || 0;
}
