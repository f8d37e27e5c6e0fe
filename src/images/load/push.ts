import type { BuiltImage } from '../../model/image.ts';
import { StageError } from '../../model/stage-error.ts';
import { docker, imageInspectArgs, imageTagArgs, pushArgs } from '../../tools/docker.ts';
import { parseImageInspect } from '../../tools/docker-output.ts';
import type { LoadContext, LoadResult } from './load.ts';

/** Somebody else's cluster pulls from a registry; pods run the digest, so nobody can move a tag under them. */
export async function pushImages(
  images: readonly BuiltImage[],
  context: LoadContext,
): Promise<Omit<LoadResult, 'durationMs'>> {
  const { registry } = context;
  if (registry === undefined && images.length > 0)
    throw new StageError(
      'failed',
      `The images must reach the existing cluster ${context.cluster.name}, but no registry is named.`,
      {
        remedy: 'Set `cluster.registry` to a repository that this machine can push to and the cluster can pull from.',
      },
    );
  const deploy: Record<string, string> = {};
  for (const image of images) deploy[image.name] = await push(image, registry as string, context);
  return { way: 'push', fallbacks: [], bytesSent: 0, nodes: [], deploy };
}

async function push(image: BuiltImage, registry: string, context: LoadContext): Promise<string> {
  const local = image.contentTag.slice(image.contentTag.lastIndexOf('/') + 1);
  const remote = `${registry}/${local}`;
  await run(imageTagArgs(image.contentTag, remote), context, `naming ${image.contentTag} ${remote}`);
  await run(pushArgs(remote), context, `pushing ${remote}`);
  const facts = parseImageInspect(await run(imageInspectArgs([remote]), context, `inspecting ${remote}`));
  const repository = remote.slice(0, remote.lastIndexOf(':'));
  const digest = facts[0]?.digests.find((each) => each.startsWith(`${repository}@`));
  if (digest === undefined) throw new StageError('infrastructure', `Docker did not tell the digest of ${remote}.`);
  return digest;
}

async function run(args: readonly string[], { docker: tool, ports }: LoadContext, what: string): Promise<string> {
  const outcome = await ports.exec(docker(tool, args, { timeoutMs: 900_000 }), { signal: ports.signal });
  if (!outcome.failed) return outcome.stdout;
  throw new StageError('infrastructure', `Failed while ${what}.`, {
    excerpt: outcome.stderr.trim().split('\n').slice(-8),
    remedy: 'Check that the registry is reachable and that `docker login` was done for it.',
  });
}
