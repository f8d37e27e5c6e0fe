import type { KubeObject } from '../ports/kube.ts';
import { condition, isReady, podState } from './pod.ts';
import { jobSymptoms, podSymptoms, replicaSetSymptoms, type Symptom } from './reasons.ts';
import type { WorkloadRef } from './spec.ts';
import type { World } from './world.ts';

/** What the watcher thinks of one workload right now. */
export interface Judgement {
  readonly ready: boolean;
  /** One line for the progress display: what it is waiting for. */
  readonly text: string;
  readonly symptoms: readonly Symptom[];
  readonly restarts: number;
  readonly pods: readonly KubeObject[];
}

/** Looks only at the new generation: pods of the newest ReplicaSet or revision, never at those that are on their way out. */
export function judge(workload: WorkloadRef, world: World): Judgement {
  return judges[workload.kind](workload.name, world);
}

type Judge = (name: string, world: World) => Judgement;

const judges: Readonly<Record<WorkloadRef['kind'], Judge>> = {
  Deployment: judgeDeployment,
  StatefulSet: (name, world) => judgeRevisioned(byName(world.get('statefulsets'), name), world),
  DaemonSet: (name, world) => judgeRevisioned(byName(world.get('daemonsets'), name), world),
  Job: judgeJob,
  Pod: judgePod,
};

interface Counts {
  readonly desired: number;
  readonly updated: number;
  readonly ready: number;
  readonly total: number;
  readonly observed: boolean;
}

function judgeDeployment(name: string, world: World): Judgement {
  const deployment = byName(world.get('deployments'), name);
  if (!deployment) return missing(`Deployment ${name}`);
  const replicaSet = newestReplicaSet(deployment, world.get('replicasets'));
  const pods = replicaSet ? owned(world.get('pods'), replicaSet) : [];
  const status = numbers(deployment.status);
  const counts: Counts = {
    desired: numbers(deployment.spec).replicas ?? 1,
    updated: status.updatedReplicas ?? 0,
    ready: status.readyReplicas ?? 0,
    total: status.replicas ?? 0,
    observed: (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0),
  };
  const more = replicaSet ? replicaSetSymptoms(replicaSet) : [];
  const symptoms = [...held(deployment, counts), ...more, ...symptomsOf(pods, world)];
  return conclude(`Deployment ${name}`, counts, pods, symptoms);
}

function judgeRevisioned(workload: KubeObject | undefined, world: World): Judgement {
  if (!workload) return missing('workload');
  const status = numbers(workload.status);
  const revision = (workload.status as { updateRevision?: string } | undefined)?.updateRevision;
  const pods = owned(world.get('pods'), workload).filter(
    (pod) => revision === undefined || pod.metadata.labels?.['controller-revision-hash'] === revision,
  );
  const desired = numbers(workload.spec).replicas ?? status.desiredNumberScheduled ?? 1;
  const counts: Counts = {
    desired,
    updated: status.updatedReplicas ?? status.updatedNumberScheduled ?? 0,
    ready: pods.filter(isReady).length,
    total: desired,
    observed: (status.observedGeneration ?? 0) >= (workload.metadata.generation ?? 0),
  };
  const symptoms = [...held(workload, counts), ...symptomsOf(pods, world)];
  return conclude(`${workload.kind} ${workload.metadata.name}`, counts, pods, symptoms);
}

/** A workload that is told to keep its old pods will not become ready by waiting. */
function held({ kind, metadata, spec }: KubeObject, { updated, desired, observed }: Counts): Symptom[] {
  const { paused, updateStrategy } = (spec ?? {}) as { paused?: boolean; updateStrategy?: { type?: string } };
  if (!observed || updated >= desired || !(paused || updateStrategy?.type === 'OnDelete')) return [];
  const message = `${paused ? 'it is paused' : 'its update strategy is OnDelete'}, so its old pods stay`;
  return [{ reason: 'HeldBack', object: `${kind} ${metadata.namespace}/${metadata.name}`, message, grace: 'HeldBack' }];
}

function judgeJob(name: string, world: World): Judgement {
  const job = byName(world.get('jobs'), name);
  if (!job) return missing(`Job ${name}`);
  const pods = owned(world.get('pods'), job);
  const done = condition(job, 'Complete')?.status === 'True';
  const symptoms = [
    ...jobSymptoms(job),
    ...symptomsOf(pods, world).filter((symptom) => symptom.reason !== 'CrashLoopBackOff'),
  ];
  return {
    ready: done,
    text: done ? `Job ${name} complete` : `Job ${name}: ${pods.map(podState).join(', ') || 'no pod yet'}`,
    symptoms,
    restarts: 0,
    pods,
  };
}

/** A pod by itself, as a hook is one: it has done its work when it has ended well. */
function judgePod(name: string, world: World): Judgement {
  const pod = byName(world.get('pods'), name);
  if (!pod) return missing(`Pod ${name}`);
  const done = (pod.status as { phase?: string } | undefined)?.phase === 'Succeeded';
  return {
    ready: done,
    text: `Pod ${name}${done ? ' complete' : `: ${podState(pod)}`}`,
    symptoms: symptomsOf([pod], world),
    restarts: restartsOf(pod),
    pods: [pod],
  };
}

function conclude(what: string, counts: Counts, pods: readonly KubeObject[], symptoms: readonly Symptom[]): Judgement {
  const readyPods = pods.filter(isReady).length;
  const ready =
    counts.observed &&
    counts.updated >= counts.desired &&
    readyPods >= counts.desired &&
    counts.total <= Math.max(counts.desired, counts.updated);
  const states = [...new Set(pods.filter((pod) => !isReady(pod)).map(podState))].join(', ');
  const text = `${what}: ${Math.min(readyPods, counts.desired)} of ${counts.desired} ready${states ? ` (${states})` : ''}`;
  return { ready, text, symptoms, restarts: sum(pods.map(restartsOf)), pods };
}

function symptomsOf(pods: readonly KubeObject[], world: World): Symptom[] {
  const events = world.get('events');
  return pods.flatMap((pod) => podSymptoms(pod, events));
}

function missing(what: string): Judgement {
  return { ready: false, text: `${what}: not there yet`, symptoms: [], restarts: 0, pods: [] };
}

function newestReplicaSet(deployment: KubeObject, replicaSets: readonly KubeObject[]): KubeObject | undefined {
  const revision = (object: KubeObject): number =>
    Number(object.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
  const mine = owned(replicaSets, deployment).filter((replicaSet) => revision(replicaSet) >= revision(deployment));
  return mine.sort((a, b) => revision(b) - revision(a))[0];
}

function owned(objects: readonly KubeObject[], owner: KubeObject): KubeObject[] {
  return objects.filter(
    (object) =>
      object.metadata.ownerReferences?.some((reference) => reference.uid === owner.metadata.uid) &&
      !object.metadata.deletionTimestamp,
  );
}

function byName(objects: readonly KubeObject[], name: string): KubeObject | undefined {
  return objects.find((object) => object.metadata.name === name);
}

function numbers(part: unknown): Readonly<Record<string, number | undefined>> {
  return (part ?? {}) as Readonly<Record<string, number | undefined>>;
}

function restartsOf(pod: KubeObject): number {
  const status = pod.status as { containerStatuses?: readonly { restartCount: number }[] } | undefined;
  return sum((status?.containerStatuses ?? []).map((container) => container.restartCount));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
