import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { formatDuration } from '../../lib/duration.ts';
import { takeLease } from '../../release/lease.ts';
import { claimNamespace, markPreview } from '../../release/namespace.ts';
import type { ReleasePorts } from '../../release/spec.ts';
import { clusterOf, type PipelinePorts, type RunContext, releasePorts } from '../context.ts';

/** A namespace of a shared cluster: ours or new, this run's alone while it works, and with an end where it is a preview. */
export async function prepareNamespace(id: string, context: RunContext, signal: AbortSignal): Promise<void> {
  const { config, plan } = context;
  const { namespace } = plan;
  const ports = releasePorts(context, signal);
  if ((await claimNamespace(namespace, ports.kube)) === 'hidden')
    context.emit({
      kind: 'note',
      level: 'info',
      text: `Namespace ${namespace} may not be looked at by this account, so it is taken as it is`,
    });
  if (config.cluster.lock) await lock(id, context, ports);
  if (!config.preview) return;
  const preview = { namespace, pipeline: config.name, settings: config.preview };
  const expires = await markPreview(preview, ports.kube, ports.clock.now());
  const text = `Namespace ${namespace} is a preview; it lives until ${expires}, ${formatDuration(config.preview.expires)} after its last run`;
  context.emit({ kind: 'note', level: 'info', text });
}

async function lock(stage: string, context: RunContext, ports: ReleasePorts): Promise<void> {
  const { config, plan, settings, state } = context;
  const { kubeconfig, context: kubeContext } = clusterOf(context);
  const holder = `${settings.runId}-${randomBytes(3).toString('hex')}`;
  const claim = { namespace: plan.namespace, holder, who: whoOf(context.ports) };
  // Before it is taken, so that whoever comes after a killed main can give it back.
  settings.onLock({ namespace: plan.namespace, holder, kubeconfig, context: kubeContext });
  state.lease = await takeLease(claim, { waitMs: config.cluster['lock-wait'], stage }, ports);
  state.lease.lost.addEventListener('abort', () => state.lost.abort(state.lease?.lost.reason), { once: true });
}

/** Where a colleague finds the run that has the namespace. */
function whoOf({ env }: Pick<PipelinePorts, 'env'>): string {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  if (server && repository && run) return `${server}/${repository}/actions/runs/${run}`;
  return `${env.USER ?? env.LOGNAME ?? 'somebody'} at ${hostname()}, process ${process.pid}`;
}
