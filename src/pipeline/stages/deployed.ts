import { formatDuration } from '../../lib/duration.ts';
import { check } from '../../model/check.ts';
import { parseManifest, servicesOf } from '../../release/manifest.ts';
import { watchWorkloads } from '../../release/watch.ts';
import { list } from '../../tools/kube.ts';
import { releasePorts } from '../context.ts';
import type { CheckpointRun } from './checkpoint.ts';

/** Checkpoints "deployed": the workloads of one component are ready, stay ready, and their Services lead to them. */
export const checkDeployed: CheckpointRun = async (checkpoint, context, signal, say) => {
  const { component } = checkpoint;
  const release = component && context.state.releases.get(component.release);
  if (!component || !release) throw new Error(`${checkpoint.id} has no release`);
  const ports = releasePorts(context, signal);
  const workloads = release.components.get(component.component) ?? [];
  const withinMs = context.config.checkpoints[checkpoint.id]?.within ?? 120_000;
  const { namespace } = context.plan;
  const watched = await watchWorkloads(
    { namespace, workloads, stableMs: checkpoint.stableMs, withinMs, stage: `checkpoint:${checkpoint.id}` },
    ports,
  );
  say(
    check({
      id: 'ready',
      title: `${workloads.map(({ kind, name }) => `${kind} ${name}`).join(', ') || 'No workload'} ready`,
      verdict: watched.ready ? 'passed' : 'failed',
      detail: watched.reason,
      durationMs: watched.durationMs,
      measured: { value: watched.durationMs, limit: withinMs, unit: 'ms' },
    }),
  );
  if (!watched.ready) return;
  const restarts = watched.judgements.reduce((total, { judgement }) => total + judgement.restarts, 0);
  say(
    check({
      id: 'restarts',
      title: 'No restarts',
      verdict: restarts === 0 ? 'passed' : 'weak',
      detail:
        restarts === 0
          ? `stable for ${formatDuration(checkpoint.stableMs)}`
          : `${restarts} restarts before it was ready`,
    }),
  );

  for (const service of servicesOf(parseManifest(release.manifest), workloads)) {
    const slices = await list(
      ports.kube,
      'endpointslices',
      namespace,
      `kubernetes.io/service-name=${service.metadata.name}`,
    );
    const endpoints = slices.flatMap((slice) => (slice.endpoints ?? []) as readonly Endpoint[]);
    const ready = endpoints.filter((endpoint) => endpoint.conditions?.ready);
    const mine = new Set(watched.judgements.flatMap(({ judgement }) => judgement.pods.map((pod) => pod.metadata.name)));
    const foreign = ready.filter(
      (endpoint) => endpoint.targetRef?.name !== undefined && !mine.has(endpoint.targetRef.name),
    );
    const title = `Service ${service.metadata.name} leads to it`;
    if (ready.length === 0)
      say(check({ id: `endpoints-${service.metadata.name}`, title, verdict: 'failed', detail: 'no ready endpoint' }));
    else if (foreign.length > 0)
      say(
        check({
          id: `endpoints-${service.metadata.name}`,
          title,
          verdict: 'failed',
          detail: `also leads to ${foreign.map((endpoint) => endpoint.targetRef?.name).join(', ')}`,
        }),
      );
    else
      say(
        check({
          id: `endpoints-${service.metadata.name}`,
          title,
          verdict: 'passed',
          detail: `${ready.length} ready endpoints`,
        }),
      );
  }
};

interface Endpoint {
  readonly conditions?: { readonly ready?: boolean };
  readonly targetRef?: { readonly name?: string };
}
