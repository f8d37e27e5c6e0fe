import { formatBytes } from '../../lib/quantity.ts';
import { type CheckResult, check } from '../../model/check.ts';
import { capacityFor, fits, type Room } from '../../release/capacity.ts';
import { KubeError, list } from '../../tools/kube.ts';
import { type RunContext, releasePorts } from '../context.ts';

/** Checkpoint 1: what the charts request fits on the nodes, beside what runs there already. */
export async function checkCapacity(context: RunContext, signal: AbortSignal): Promise<CheckResult> {
  const id = 'capacity';
  const title = 'The nodes have room';
  const { kube } = releasePorts(context, signal);
  try {
    const [nodes, pods] = await Promise.all([list(kube, 'nodes'), list(kube, 'pods')]);
    const { wanted, free, tooLarge } = capacityFor([...context.state.rendered.values()].flat(), nodes, pods);
    const enough = tooLarge === undefined && fits(wanted, free);
    const detail = `${roomText(wanted)} requested, ${roomText(free)} free on ${nodes.length === 1 ? 'one node' : `${nodes.length} nodes`}`;
    return check({
      id,
      title,
      verdict: enough ? 'passed' : 'failed',
      detail: tooLarge === undefined ? detail : `${tooLarge} fits on no node, even on an empty one; ${detail}`,
      ...(enough
        ? {}
        : { remedy: 'Lower `resources.requests` in the values of this environment, or give the cluster more.' }),
    });
  } catch (error) {
    if (!(error instanceof KubeError) || error.status !== 403) throw error;
    return check({
      id,
      title,
      verdict: 'skipped',
      detail: 'this account may not look at nodes and pods of the cluster',
    });
  }
}

function roomText({ cpu, memory }: Room): string {
  return `${Number((cpu / 1000).toFixed(2))} cores and ${memory < 0 ? '-' : ''}${formatBytes(Math.abs(memory))}`;
}
