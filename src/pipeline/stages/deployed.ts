import { formatDuration } from '../../lib/duration.ts';
import { type CheckResult, check } from '../../model/check.ts';
import { settledEndpoints } from '../../release/endpoints.ts';
import { parseManifest, servicesOf } from '../../release/manifest.ts';
import type { ReleasePorts, WorkloadRef } from '../../release/spec.ts';
import { type WatchResult, watchWorkloads } from '../../release/watch.ts';
import { sayAddress } from '../addresses.ts';
import { releasePorts } from '../context.ts';
import type { CheckpointRun } from './checkpoint.ts';

/** Left of the limit, which ends the whole stage, to say what is not ready. */
const lastWordsMs = 2000;

/** Checkpoints "deployed": the workloads of one component are ready, stay ready, and their Services lead to them. */
export const checkDeployed: CheckpointRun = async (checkpoint, context, signal, say) => {
  const { component } = checkpoint;
  const release = component && context.state.releases.get(component.release);
  if (!component || !release) throw new Error(`${checkpoint.id} has no release`);
  const ports = releasePorts(context, signal);
  const workloads = release.components.get(component.component) ?? [];
  const withinMs = context.config.checkpoints[checkpoint.id]?.within ?? 120_000;
  const { namespace } = context.plan;
  const stage = `checkpoint:${checkpoint.id}`;
  const watched = await watchWorkloads(
    { namespace, workloads, stableMs: checkpoint.stableMs, withinMs: withinMs - lastWordsMs, stage },
    ports,
  );
  say(readyCheck(workloads, watched, withinMs));
  if (!watched.ready) return;
  say(restartsCheck(watched, checkpoint.stableMs));
  const pods = watched.judgements.flatMap(({ judgement }) => judgement.pods.map((pod) => pod.metadata.name));
  for (const service of servicesOf(parseManifest(release.manifest), workloads))
    say(await leadsThere(service.metadata.name, new Set(pods), namespace, ports));
  await sayAddress(component, context, signal);
};

function readyCheck(workloads: readonly WorkloadRef[], watched: WatchResult, limit: number): CheckResult {
  const { ready, reason, durationMs } = watched;
  return check({
    id: 'ready',
    title: `${workloads.map(({ kind, name }) => `${kind} ${name}`).join(', ') || 'No workload'} ready`,
    verdict: ready ? 'passed' : 'failed',
    detail: reason,
    durationMs,
    measured: { value: durationMs, limit, unit: 'ms' },
  });
}

function restartsCheck({ judgements }: WatchResult, stableMs: number): CheckResult {
  const restarts = judgements.reduce((total, { judgement }) => total + judgement.restarts, 0);
  return check({
    id: 'restarts',
    title: 'No restarts',
    verdict: restarts === 0 ? 'passed' : 'weak',
    detail: restarts === 0 ? `stable for ${formatDuration(stableMs)}` : `${restarts} restarts before it was ready`,
  });
}

async function leadsThere(
  service: string,
  pods: ReadonlySet<string>,
  namespace: string,
  ports: ReleasePorts,
): Promise<CheckResult> {
  const ready = await settledEndpoints(namespace, service, ports);
  const names = ready.flatMap((endpoint) => endpoint.targetRef?.name ?? []);
  const foreign = names.filter((name) => !pods.has(name));
  const problem =
    ready.length === 0 ? 'no ready endpoint' : foreign.length > 0 ? `also leads to ${foreign.join(', ')}` : undefined;
  return check({
    id: `endpoints-${service}`,
    title: `Service ${service} leads to it`,
    verdict: problem === undefined ? 'passed' : 'failed',
    detail: problem ?? `${ready.length} ready endpoints`,
  });
}
