import { join } from 'node:path';
import { ensureCluster } from '../cluster/cluster.ts';
import { clusterDefaults } from '../cluster/spec.ts';
import { formatDuration } from '../lib/duration.ts';
import type { PipelinePorts } from '../pipeline/context.ts';
import type { Prepared } from '../pipeline/prepare.ts';
import type { KubeApi } from '../ports/kube.ts';
import { holderOf } from '../release/lease.ts';
import { deleteNamespace, type LivingPreview, listPreviews } from '../release/namespace.ts';
import { homeFolder } from './home.ts';
import type { Terminal } from './run.ts';

const withinMs = 5 * 60_000;
const lookMs = 1000;

/** This configuration's own preview, or all of the pipeline's whose time is over. One that a run is at work in stays. */
export async function downPreviews(
  { config, plan, expired }: Pick<Prepared, 'config' | 'plan'> & { readonly expired: boolean },
  ports: PipelinePorts,
  terminal: Terminal,
): Promise<number> {
  const kube = await openExisting({ config, plan }, ports, terminal);
  try {
    const all = await listPreviews(config.name, kube);
    const chosen = all.filter((preview) => (expired ? isOver(preview, ports) : preview.namespace === plan.namespace));
    if (chosen.length === 0)
      terminal.out(expired ? `None of ${all.length} previews has expired.` : `There is no preview ${plan.namespace}.`);
    let left = 0;
    for (const preview of chosen) left += (await down(preview, kube, ports, terminal)) ? 0 : 1;
    return left === 0 ? 0 : 1;
  } finally {
    await kube.close();
  }
}

function isOver({ expires }: LivingPreview, { clock }: Pick<PipelinePorts, 'clock'>): boolean {
  return expires <= clock.now();
}

/** False when it is still there. */
async function down(
  { namespace, expires }: LivingPreview,
  kube: KubeApi,
  { clock }: Pick<PipelinePorts, 'clock'>,
  terminal: Terminal,
): Promise<boolean> {
  const held = await holderOf(namespace, kube, clock.now());
  if (held) {
    terminal.err(`Preview ${namespace} stays: run ${held.holder} (${held.who}) is at work in it.`);
    return false;
  }
  const deadline = clock.now() + withinMs;
  const gone = async (there: () => Promise<boolean>): Promise<boolean> => {
    while (await there()) {
      if (clock.now() > deadline) return false;
      await clock.sleep(lookMs, terminal.signal);
    }
    return true;
  };
  const done = await deleteNamespace(namespace, { kube, gone });
  const late = expires <= clock.now() ? `, expired ${formatDuration(clock.now() - expires)} ago` : '';
  if (done) terminal.out(`Preview ${namespace} is deleted${late}.`);
  else
    terminal.err(`Preview ${namespace} is not gone after ${formatDuration(withinMs)}: see kubectl describe namespace`);
  return done;
}

async function openExisting(
  { config, plan }: Pick<Prepared, 'config' | 'plan'>,
  { exec, clock, openKube, env }: PipelinePorts,
  { signal, root }: Terminal,
): Promise<KubeApi> {
  const { context = '', kubeconfig } = config.cluster;
  const spec = {
    ...clusterDefaults,
    provider: 'existing' as const,
    name: plan.clusterName,
    home: join(homeFolder(env), 'clusters', plan.clusterName),
    root,
    existing: { context, ...(kubeconfig === undefined ? {} : { kubeconfig }) },
  };
  return openKube(await ensureCluster(spec, { exec, clock, emit: () => undefined, signal }));
}
