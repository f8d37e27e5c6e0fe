import type { ClusterNode } from '../../model/cluster.ts';
import type { BuiltImage } from '../../model/image.ts';
import { StageError } from '../../model/stage-error.ts';
import { imageInspectArgs } from '../../tools/docker.ts';
import { parseImageInspect } from '../../tools/docker-output.ts';
import type { LoadContext, LoadResult } from './load.ts';
import { type NodePlan, runInNode } from './nodes.ts';
import { sendAll } from './transfer.ts';

/** A node that runs Docker: images that were built in it are there already, others go in by `docker image load`. */
export async function loadIntoDocker(
  images: readonly BuiltImage[],
  context: LoadContext,
): Promise<Omit<LoadResult, 'durationMs'>> {
  const { nodes } = context.cluster;
  const plans = (await Promise.all(nodes.map((node) => planDockerNode(node, images, context)))).filter(
    ({ lacking }) => lacking.length > 0,
  );
  const sent = plans.length === 0 ? new Map<string, number>() : await sendAll(plans, context);
  for (const node of nodes) {
    const { lacking } = await planDockerNode(node, images, context);
    if (lacking.length > 0) throw missing(node, lacking);
  }
  return {
    way: plans.length === 0 ? 'present' : 'docker-load',
    fallbacks: [],
    bytesSent: [...sent.values()].reduce((total, bytes) => total + bytes, 0),
    nodes: nodes.map(({ name }) => ({ name, bytes: sent.get(name) ?? 0, verified: true })),
    deploy: Object.fromEntries(images.map(({ name, contentTag }) => [name, contentTag])),
  };
}

async function planDockerNode(
  node: ClusterNode,
  images: readonly BuiltImage[],
  context: LoadContext,
): Promise<NodePlan> {
  const store = { images: new Map<string, string>(), snapshotter: '', chains: new Set<string>() };
  const lacking: BuiltImage[] = [];
  for (const image of images) {
    const refs = [image.contentTag, ...image.tags];
    const outcome = await runInNode(node, ['docker', ...imageInspectArgs(refs)], context);
    const ids = outcome.failed ? [] : parseImageInspect(outcome.stdout).map(({ id }) => id);
    if (ids.length !== refs.length || ids.some((id) => id !== image.id)) lacking.push(image);
  }
  return { node, store, lacking, retag: [] };
}

function missing(node: ClusterNode, images: readonly BuiltImage[]): StageError {
  const names = images.map(({ contentTag }) => contentTag).join(', ');
  return new StageError('infrastructure', `Node ${node.name} does not have ${names} after loading.`, {
    remedy: 'Delete the cluster and run again.',
  });
}
