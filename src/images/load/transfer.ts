import { rm } from 'node:fs/promises';
import type { BuiltImage } from '../../model/image.ts';
import type { Outcome } from '../../ports/exec.ts';
import { docker, saveArgs } from '../../tools/docker.ts';
import { canonicalRef, dockerLoadArgv, forgetArgv, importArgv } from '../../tools/node.ts';
import { scratch } from '../../tools/scratch.ts';
import { type ArchiveTarget, archives } from './archive.ts';
import { copyLayout, readLayout } from './layout.ts';
import { recallLayers, rememberLayers } from './memory.ts';
import { type NodeContext, type NodePlan, nodeFailure, runInNode } from './nodes.ts';
import { type Pipe, pipe } from './pipe.ts';
import { saveFilter, saveListener } from './save-filter.ts';

export interface TransferContext extends NodeContext {
  /** Where layer paths of older Docker versions are remembered. */
  readonly memory: string;
}

/** Bytes that went into each node, by node name. */
export type Sent = ReadonlyMap<string, number>;

/** Sends each node only what it lacks, all images and all nodes from one reading of the source. */
export async function sendMissing(plans: readonly NodePlan[], context: TransferContext): Promise<Sent> {
  return feedNodes(plans, context, async (pipes) => {
    const targets = plans.map(
      (plan, index): ArchiveTarget => ({
        pipe: pipes[index] as Pipe,
        chains: plan.store.chains,
        images: plan.lacking.map((image) => ({
          names: [image.contentTag, ...image.tags].map(canonicalRef),
          id: image.id,
          layers: image.layers,
        })),
      }),
    );
    const target = archives(targets);
    const sizes = new Map<string, number>();
    const configs = new Map<string, Uint8Array>();
    for (const image of lackingAnywhere(plans)) {
      if (image.source.kind !== 'layout') continue;
      const layout = await readLayout(image.source.dir, `linux/${image.architecture}`);
      configs.set(layout.id, layout.config);
      for (const [digest, size] of await copyLayout({ ...layout, dir: image.source.dir }, target))
        sizes.set(digest, size);
    }
    const saved = lackingAnywhere(plans).filter(({ source }) => source.kind === 'docker');
    if (saved.length > 0) await filterSave(saved, context, { target, sizes, configs });
    await target.finish(sizes, configs);
  });
}

interface Collected {
  readonly target: ReturnType<typeof archives>;
  readonly sizes: Map<string, number>;
  readonly configs: Map<string, Uint8Array>;
}

async function filterSave(images: readonly BuiltImage[], context: TransferContext, into: Collected): Promise<void> {
  const spool = await scratch('load');
  try {
    const filter = saveFilter({
      archives: into.target,
      layers: new Set(images.flatMap(({ layers }) => layers)),
      ids: new Set(images.map(({ id }) => id)),
      known: await recallLayers(context.memory),
      spool,
    });
    await save(images, context, filter.reader.push);
    filter.reader.end();
    for (const [digest, size] of filter.sizes) into.sizes.set(digest, size);
    for (const [id, config] of filter.configs) into.configs.set(id, config);
    await rememberLayers(context.memory, filter.learnt);
  } finally {
    await rm(spool, { recursive: true, force: true });
  }
}

/** `docker image save` goes into every node as it is. */
export async function sendAll(plans: readonly NodePlan[], context: TransferContext): Promise<Sent> {
  const images = lackingAnywhere(plans);
  return feedNodes(plans, context, async (pipes) => {
    const listener = saveListener(images);
    await save(images, context, async (chunk) => {
      await Promise.all([listener.reader.push(chunk), ...pipes.map((target) => target.write(chunk))]);
    });
    for (const target of pipes) target.end();
    await rememberLayers(context.memory, listener.learnt);
  });
}

async function save(
  images: readonly BuiltImage[],
  context: NodeContext,
  onStdout: (chunk: Uint8Array) => Promise<void>,
): Promise<void> {
  const refs = images.flatMap(({ contentTag, tags }) => [contentTag, ...tags]);
  const { exec, signal } = context.ports;
  const outcome = await exec(docker(context.docker, saveArgs(refs)), { signal, onStdout });
  if (outcome.failed) throw new Error(`docker image save failed: ${outcome.stderr.trim() || outcome.ended}`);
}

/** Runs the import in every node while `produce` writes; the first failure is the one that is told. */
async function feedNodes(
  plans: readonly NodePlan[],
  context: NodeContext,
  produce: (pipes: readonly Pipe[]) => Promise<void>,
): Promise<Sent> {
  const pipes = plans.map(() => pipe());
  const imports = plans.map((plan, index) => importInto(plan, pipes[index] as Pipe, context));
  const produced = produce(pipes).catch((error: unknown) => {
    // An archive that is cut short makes the import fail by itself, without a trace in the node.
    for (const target of pipes) target.end();
    return error instanceof Error ? error : new Error(String(error));
  });
  const outcomes = await Promise.all(imports);
  const broken = await produced;
  if (context.ports.signal.aborted) throw context.ports.signal.reason;
  await Promise.all(plans.filter((_, index) => outcomes[index]?.failed).map((plan) => forgetHalf(plan, context)));
  outcomes.forEach((outcome, index) => {
    const plan = plans[index] as NodePlan;
    if (outcome.failed && !broken) throw nodeFailure(plan.node, 'it refused the images', outcome);
  });
  if (broken) throw broken;
  return new Map(plans.map(({ node }, index) => [node.name, (pipes[index] as Pipe).bytes()]));
}

async function importInto(plan: NodePlan, source: Pipe, context: NodeContext): Promise<Outcome> {
  const argv = context.cluster.runtime === 'docker' ? dockerLoadArgv : importArgv(plan.store.snapshotter);
  try {
    return await runInNode(plan.node, argv, context, { stdin: source.readable });
  } finally {
    source.close();
  }
}

/** An import names its images before it unpacks them. One that failed then would be taken for whole by the next run. */
async function forgetHalf({ node, lacking }: NodePlan, context: NodeContext): Promise<void> {
  if (context.cluster.runtime === 'docker') return;
  // The kubelet's side names each image by its id, too.
  const names = lacking.flatMap(({ id, contentTag, tags }) => [...[contentTag, ...tags].map(canonicalRef), id]);
  // Most failures come before any name, and then there is nothing to remove; the import's own failure is told in any case.
  await runInNode(node, forgetArgv(names), context);
}

function lackingAnywhere(plans: readonly NodePlan[]): BuiltImage[] {
  return [...new Set(plans.flatMap(({ lacking }) => lacking))];
}
