import type { BuiltImage } from '../../model/image.ts';
import type { Command } from '../../ports/exec.ts';
import { loadArgs } from '../../tools/kind.ts';
import { imageLoadArgs } from '../../tools/minikube.ts';
import type { LoadContext } from './load.ts';
import type { NodePlan } from './nodes.ts';
import type { Sent } from './transfer.ts';

/** Both commands may exit with 0 although nothing was loaded, so their word counts only together with the verification. */
export async function minikubeLoad(plans: readonly NodePlan[], context: LoadContext): Promise<Sent> {
  for (const image of imagesOf(plans))
    for (const ref of [image.contentTag, ...image.tags])
      await run({ tool: context.providerTool, args: imageLoadArgs(context.cluster.name, ref) }, context);
  return sizes(plans);
}

export async function kindLoad(plans: readonly NodePlan[], context: LoadContext): Promise<Sent> {
  const refs = imagesOf(plans).flatMap(({ contentTag, tags }) => [contentTag, ...tags]);
  await run({ tool: context.providerTool, args: loadArgs(context.cluster.name, refs) }, context);
  return sizes(plans);
}

async function run(command: Command, { ports }: LoadContext): Promise<void> {
  const outcome = await ports.exec({ ...command, timeoutMs: 900_000 }, { signal: ports.signal });
  if (outcome.failed) throw new Error(outcome.stderr.trim() || outcome.ended);
}

function imagesOf(plans: readonly NodePlan[]): BuiltImage[] {
  return [...new Set(plans.flatMap(({ lacking }) => lacking))];
}

/** What these commands send is not known; the images' own sizes are the nearest figure. */
function sizes(plans: readonly NodePlan[]): Sent {
  return new Map(plans.map(({ node, lacking }) => [node.name, lacking.reduce((total, { bytes }) => total + bytes, 0)]));
}
