import { messageOf } from '../../lib/error.ts';
import { formatBytes } from '../../lib/quantity.ts';
import type { ClusterNode } from '../../model/cluster.ts';
import type { BuiltImage } from '../../model/image.ts';
import { StageError } from '../../model/stage-error.ts';
import type { EngineFacts } from '../../tools/docker-output.ts';
import { loadIntoDocker } from './docker-runtime.ts';
import { type NodePlan, planNode, retagNode, wrongImages } from './nodes.ts';
import { kindLoad, minikubeLoad } from './product.ts';
import { pushImages } from './push.ts';
import { type Sent, sendAll, sendMissing, type TransferContext } from './transfer.ts';

/** How the images got in; `present` means that nothing had to be sent. */
export type LoadWay = 'present' | 'missing-layers' | 'whole-archive' | 'product-command' | 'docker-load' | 'push';

export interface LoadContext extends TransferContext {
  readonly engine: EngineFacts;
  /** The path of `minikube` or `kind`, for the last resort. */
  readonly providerTool: string;
  /** `registry.example.org/team`: where an existing cluster pulls from. */
  readonly registry?: string;
}

export interface LoadResult {
  readonly way: LoadWay;
  /** Why a faster way was not taken. */
  readonly fallbacks: readonly string[];
  readonly bytesSent: number;
  readonly durationMs: number;
  readonly nodes: readonly { readonly name: string; readonly bytes: number; readonly verified: boolean }[];
  /** Image name → the reference that pods shall run. */
  readonly deploy: Readonly<Record<string, string>>;
}

/** Brings the images into every node and proves that they are there. */
export async function loadImages(images: readonly BuiltImage[], context: LoadContext): Promise<LoadResult> {
  const { clock } = context.ports;
  const started = clock.now();
  const done = (result: Omit<LoadResult, 'durationMs'>): LoadResult => ({
    ...result,
    durationMs: clock.now() - started,
  });
  if (context.cluster.provider === 'existing') return done(await pushImages(images, context));
  if (context.cluster.runtime === 'docker') return done(await loadIntoDocker(images, context));

  const { nodes } = context.cluster;
  const plans = await Promise.all(nodes.map((node) => planNode(node, images, context)));
  await Promise.all(plans.map((plan) => retagNode(plan, context)));
  const needed = plans.filter(({ lacking }) => lacking.length > 0);
  const transfer = needed.length === 0 ? nothing : await send(needed, context);
  await Promise.all(nodes.map((node) => verifyNode(node, images, context)));
  return done({
    way: transfer.way,
    fallbacks: transfer.fallbacks,
    bytesSent: [...transfer.sent.values()].reduce((total, bytes) => total + bytes, 0),
    nodes: nodes.map(({ name }) => ({ name, bytes: transfer.sent.get(name) ?? 0, verified: true })),
    deploy: Object.fromEntries(images.map(({ name, contentTag }) => [name, contentTag])),
  });
}

interface Transfer {
  readonly way: LoadWay;
  readonly fallbacks: readonly string[];
  readonly sent: Sent;
}

const nothing: Transfer = { way: 'present', fallbacks: [], sent: new Map() };

interface Attempt {
  readonly way: LoadWay;
  readonly run: (plans: readonly NodePlan[], context: LoadContext) => Promise<Sent>;
}

const missingLayers: Attempt = { way: 'missing-layers', run: sendMissing };
const wholeArchive: Attempt = { way: 'whole-archive', run: sendAll };
const productCommand: Attempt = {
  way: 'product-command',
  run: (plans, context) =>
    context.cluster.provider === 'kind' ? kindLoad(plans, context) : minikubeLoad(plans, context),
};

/** Tries the ways from fast to slow. A full disk or a cancellation ends it: no other way would do better. */
async function send(plans: readonly NodePlan[], context: LoadContext): Promise<Transfer> {
  const fallbacks: string[] = [];
  for (const attempt of waysFor(plans, context.engine)) {
    try {
      context.ports.emit({ kind: 'progress', stage: 'load', text: describe(plans, attempt.way) });
      return { way: attempt.way, fallbacks, sent: await attempt.run(plans, context) };
    } catch (error) {
      if (context.ports.signal.aborted || isFinal(error)) throw error;
      const text = `Loading by ${attempt.way} did not work: ${messageOf(error)}`;
      context.ports.emit({ kind: 'note', level: 'warning', text, stage: 'load' });
      fallbacks.push(text);
    }
  }
  throw new StageError('infrastructure', `The images could not be loaded into ${context.cluster.name} in any way.`, {
    excerpt: fallbacks,
    remedy: 'Delete the cluster and run again; if that does not help, load one image by hand to see the error.',
  });
}

export function waysFor(plans: readonly NodePlan[], engine: EngineFacts): Attempt[] {
  const images = plans.flatMap(({ lacking }) => lacking);
  const layouts = images.some(({ source }) => source.kind === 'layout');
  if (layouts) return [missingLayers];
  // Compressed layers of containerd's store cannot be told from their uncompressed digests while they stream by.
  if (engine.store === 'containerd') return [wholeArchive, productCommand];
  const fresh = plans.every(({ store }) => images.every(({ layers }) => !store.chains.has(layers[0] ?? '')));
  // Before Docker 25 a new layer's digest must be computed first; when all are new, the plain stream is faster.
  const older = Number.parseInt(engine.version, 10) < 25;
  return fresh && older ? [wholeArchive, productCommand] : [missingLayers, wholeArchive, productCommand];
}

/** The node's image service learns of an import by an event, so the first look may come too early. */
async function verifyNode(node: ClusterNode, images: readonly BuiltImage[], context: LoadContext): Promise<void> {
  const { clock, signal } = context.ports;
  const deadline = clock.now() + 10_000;
  for (;;) {
    const wrong = await wrongImages(node, images, context);
    if (wrong.length === 0) return;
    if (clock.now() >= deadline)
      throw new StageError(
        'infrastructure',
        `Node ${node.name} does not have the images that were built: ${wrong.join('; ')}.`,
        { remedy: 'Delete the cluster and run again.' },
      );
    await clock.sleep(100, signal);
  }
}

function describe(plans: readonly NodePlan[], way: LoadWay): string {
  const images = new Set(plans.flatMap(({ lacking }) => lacking));
  const bytes = [...images].reduce((total, image) => total + image.bytes, 0);
  const nodes = plans.length === 1 ? '1 node' : `${plans.length} nodes`;
  return `${images.size === 1 ? '1 image' : `${images.size} images`} (${formatBytes(bytes)}) into ${nodes}, ${way}`;
}

function isFinal(error: unknown): boolean {
  return error instanceof StageError && error.message.includes('no space left');
}
