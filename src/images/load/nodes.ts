import type { ClusterHandle, ClusterNode } from '../../model/cluster.ts';
import type { BuiltImage } from '../../model/image.ts';
import { StageError } from '../../model/stage-error.ts';
import type { Command, Outcome } from '../../ports/exec.ts';
import type { StagePorts } from '../../ports/stage.ts';
import type { Docker } from '../../tools/docker.ts';
import {
  canonicalRef,
  inNode,
  type NodeStore,
  nodeImagesArgv,
  nodeQuestions,
  parseNodeImages,
  parseNodeStore,
  retagArgv,
} from '../../tools/node.ts';

/** What one node still needs. */
export interface NodePlan {
  readonly node: ClusterNode;
  readonly store: NodeStore;
  /** Images whose content is not there. */
  readonly lacking: readonly BuiltImage[];
  /** Names that mean something else there, or nothing: from → to. */
  readonly retag: readonly (readonly [string, string])[];
}

export interface NodeContext {
  readonly cluster: ClusterHandle;
  readonly docker: Docker;
  readonly ports: StagePorts;
}

export async function planNode(
  node: ClusterNode,
  images: readonly BuiltImage[],
  context: NodeContext,
): Promise<NodePlan> {
  const outcome = await runInNode(node, nodeQuestions, context);
  if (outcome.failed) throw unreachable(node, outcome);
  const store = parseNodeStore(outcome.stdout);
  const lacking = images.filter((image) => store.images.get(canonicalRef(image.contentTag)) !== image.id);
  const present = images.filter((image) => !lacking.includes(image));
  const retag = present.flatMap((image) =>
    image.tags
      .filter((tag) => store.images.get(canonicalRef(tag)) !== image.id)
      .map((tag) => [canonicalRef(image.contentTag), canonicalRef(tag)] as const),
  );
  return { node, store, lacking, retag };
}

export async function retagNode(plan: NodePlan, context: NodeContext): Promise<void> {
  for (const [from, to] of plan.retag) {
    const outcome = await runInNode(plan.node, retagArgv(from, to), context);
    if (outcome.failed) throw nodeFailure(plan.node, `could not name ${from} ${to}`, outcome);
  }
}

/** Empty when every name of every image means what was built. */
export async function wrongImages(
  node: ClusterNode,
  images: readonly BuiltImage[],
  context: NodeContext,
): Promise<string[]> {
  const outcome = await runInNode(node, nodeImagesArgv, context);
  if (outcome.failed) throw unreachable(node, outcome);
  const there = parseNodeImages(outcome.stdout);
  return images.flatMap((image) =>
    [image.contentTag, ...image.tags].flatMap((tag) => {
      const id = there.get(canonicalRef(tag));
      return id === image.id ? [] : [`${tag} is ${id ?? 'missing'}, expected ${image.id}`];
    }),
  );
}

export async function runInNode(
  node: ClusterNode,
  argv: readonly string[],
  context: NodeContext,
  more: Partial<Command> = {},
): Promise<Outcome> {
  const command = inNode(context.docker, node, argv, { timeoutMs: 300_000, ...more });
  if (!command) throw new Error(`there is no way into node ${node.name}`);
  return context.ports.exec(command, { signal: context.ports.signal });
}

export function nodeFailure(node: ClusterNode, what: string, outcome: Outcome): StageError {
  const said = (outcome.stderr || outcome.stdout).trim().split('\n').slice(-8);
  if (/no space left on device/i.test(outcome.stderr))
    return new StageError('infrastructure', `Node ${node.name} has no space left for the images.`, {
      remedy: 'Free disk space on this machine, give the cluster a larger disk, or make the images smaller.',
      excerpt: said,
    });
  return new StageError('infrastructure', `Node ${node.name}: ${what}.`, { excerpt: said });
}

function unreachable(node: ClusterNode, outcome: Outcome): StageError {
  return nodeFailure(node, 'its image store cannot be asked', outcome);
}
