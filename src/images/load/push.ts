import { formatDuration } from '../../lib/duration.ts';
import type { BuiltImage } from '../../model/image.ts';
import { StageError } from '../../model/stage-error.ts';
import type { Outcome } from '../../ports/exec.ts';
import { docker, imageInspectArgs, imageTagArgs, imageUntagArgs, pushArgs } from '../../tools/docker.ts';
import { parseImageInspect } from '../../tools/docker-output.ts';
import { pushTrouble } from '../../tools/docker-trouble.ts';
import type { LoadContext, LoadResult } from './load.ts';

const attempts = 2;

/**
 * Somebody else's cluster pulls from a registry; pods run the digest, so nobody can move a tag under them. Docker logs in
 * with what `docker login` has kept, so no password passes through here.
 */
export async function pushImages(
  images: readonly BuiltImage[],
  context: LoadContext,
): Promise<Omit<LoadResult, 'durationMs'>> {
  const { registry } = context;
  if (registry === undefined)
    throw new Error('the configuration lets no images be built for a cluster without a registry');
  const pushed = await Promise.all(
    images.map(async (image) => [image.name, await push(image, registry, context)] as const),
  );
  return { way: 'push', fallbacks: [], bytesSent: 0, nodes: [], deploy: Object.fromEntries(pushed) };
}

/** Only under the name that is made of its content: `1.0.0` and `latest` of a registry are not this run's to move. */
async function push(image: BuiltImage, registry: string, context: LoadContext): Promise<string> {
  const { clock, emit } = context.ports;
  const started = clock.now();
  const repository = `${registry}/${nameOf(image.contentTag)}`;
  const remote = `${repository}:${tagOf(image.contentTag)}`;
  await must(imageTagArgs(image.contentTag, remote), context, `${image.contentTag} cannot be named ${remote}.`);
  try {
    await pushPatiently(remote, context);
    const facts = parseImageInspect(
      await must(imageInspectArgs([remote]), context, `${remote} is not there any more.`),
    );
    const digest = facts[0]?.digests.find((each) => each.startsWith(`${repository}@`));
    if (digest === undefined) throw new StageError('infrastructure', `Docker did not tell the digest of ${remote}.`);
    const text = `${image.name} pushed in ${formatDuration(clock.now() - started)}: ${digest}`;
    emit({ kind: 'progress', stage: 'load', text });
    return digest;
  } finally {
    // The name was for the push alone; the image stays under its own. One that is left disturbs nobody.
    await context.ports.exec(docker(context.docker, imageUntagArgs(remote), { timeoutMs: 30_000 }));
  }
}

async function pushPatiently(remote: string, context: LoadContext): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await run(pushArgs(remote), context);
    if (!outcome.failed) return;
    const trouble = pushTrouble(outcome);
    if (!trouble?.transient || attempt === attempts) throw pushFailure(remote, outcome);
    const text = `Pushing ${remote} is tried once more: ${trouble.sentence}`;
    context.ports.emit({ kind: 'note', level: 'warning', text, stage: 'load' });
  }
}

function pushFailure(remote: string, outcome: Outcome): StageError {
  const trouble = pushTrouble(outcome);
  return new StageError(
    'infrastructure',
    `${remote} could not be pushed: ${trouble?.sentence ?? 'docker push failed.'}`,
    {
      excerpt: outcome.stderr.trim().split('\n').slice(-4),
      remedy: trouble?.remedy ?? `To see it again: docker push ${remote}`,
    },
  );
}

async function must(args: readonly string[], context: LoadContext, failure: string): Promise<string> {
  const outcome = await run(args, context);
  if (!outcome.failed) return outcome.stdout;
  throw new StageError('infrastructure', failure, { excerpt: outcome.stderr.trim().split('\n').slice(-4) });
}

async function run(args: readonly string[], { docker: tool, ports }: LoadContext): Promise<Outcome> {
  const outcome = await ports.exec(docker(tool, args, { timeoutMs: 900_000 }), { signal: ports.signal });
  ports.signal.throwIfAborted();
  return outcome;
}

/** `host/team/app:tag` → `app` */
function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1).replace(/:.*$/, '');
}

function tagOf(reference: string): string {
  return reference.slice(reference.lastIndexOf(':') + 1);
}
