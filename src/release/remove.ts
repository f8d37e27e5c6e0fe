import type { ReleaseRecord } from '../model/release.ts';
import type { KubeObject } from '../ports/kube.ts';
import * as helm from '../tools/helm.ts';
import { find, list, type Resource, remove } from '../tools/kube.ts';
import { orThrow } from '../tools/outcome.ts';
import { parseManifest, workloadsOf } from './manifest.ts';
import { readHistory } from './open.ts';
import { notedExec } from './orphan.ts';
import type { ReleasePorts, ReleaseState, WorkloadRef } from './spec.ts';

const limitMs = 180_000;
/** Longer than the half minute that Kubernetes gives a pod to end. */
const goneWithinMs = 60_000;
const lookMs = 500;

/** Out of the cluster, and the proof that nothing of it is left, pods included. */
export async function removeRelease(release: ReleaseState, ports: ReleasePorts): Promise<ReleaseRecord> {
  const { name, target } = release;
  const change = notedExec(name, target, ports);
  let outcome = await change(helm.uninstall(target, name, { timeoutMs: limitMs, hooks: true }));
  if (outcome.failed) outcome = await change(helm.uninstall(target, name, { timeoutMs: limitMs, hooks: false }));
  orThrow(outcome);
  // Helm forgets the hooks that it made; they are this run's.
  for (const { kind, name: hook } of release.ran)
    await remove(ports.kube, kind === 'Job' ? 'jobs' : 'pods', target.namespace, hook);
  const left = await leftAtLast(release, ports);
  return {
    name,
    namespace: target.namespace,
    revision: 0,
    action: 'uninstalled',
    rolledBackTo: 0,
    verified: left.length === 0,
    ...(left.length > 0 ? { detail: `still there: ${left.join(', ')}` } : {}),
  };
}

/** What is still there when nothing more goes. */
async function leftAtLast(release: ReleaseState, ports: ReleasePorts): Promise<readonly string[]> {
  const deadline = ports.clock.now() + goneWithinMs;
  for (;;) {
    const left = await leftOf(release, ports);
    if (left.length === 0 || ports.clock.now() > deadline) return left;
    await ports.clock.sleep(lookMs, ports.signal);
  }
}

const resources: Readonly<Record<WorkloadRef['kind'], Resource>> = {
  Deployment: 'deployments',
  StatefulSet: 'statefulsets',
  DaemonSet: 'daemonsets',
  Job: 'jobs',
  Pod: 'pods',
};

/** Workloads and their pods that outlive the uninstall. Volumes are data, and stay by intent. */
async function leftOf({ name, target, manifest }: ReleaseState, ports: ReleasePorts): Promise<string[]> {
  const records = await readHistory(name, target, ports);
  const left = records.map(({ revision, status }) => `revision ${revision} (${status})`);
  const objects = parseManifest(manifest);
  for (const { kind, name: workload } of workloadsOf(objects)) {
    const found = await find(ports.kube, resources[kind], target.namespace, workload);
    if (found) left.push(`${kind} ${workload}`);
    const selector = selectorOf(
      objects.find((object) => object.kind === kind && object.metadata.name === workload),
      { kind, name: workload },
    );
    const pods = selector ? await list(ports.kube, 'pods', target.namespace, selector) : [];
    left.push(...pods.map(({ metadata }) => `Pod ${metadata.name}`));
  }
  return left;
}

/** How a workload finds its pods, as one text. */
function selectorOf(object: KubeObject | undefined, { kind, name }: WorkloadRef): string | undefined {
  if (kind === 'Job') return `job-name=${name}`;
  const spec = object?.spec as { selector?: { matchLabels?: Readonly<Record<string, string>> } } | undefined;
  const labels = Object.entries(spec?.selector?.matchLabels ?? {});
  return labels.length > 0 ? labels.map(([label, value]) => `${label}=${value}`).join() : undefined;
}
