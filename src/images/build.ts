import { mkdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { formatDuration } from '../lib/duration.ts';
import type { BuiltImage, ImageSource } from '../model/image.ts';
import { StageError } from '../model/stage-error.ts';
import type { StagePorts } from '../ports/stage.ts';
import {
  type BuildArgs,
  buildxArgs,
  classicBuildArgs,
  type Docker,
  docker,
  imageInspectArgs,
  imageTagArgs,
} from '../tools/docker.ts';
import { configFacts, type ImageFacts, parseImageInspect } from '../tools/docker-output.ts';
import { buildFailure } from './build-failure.ts';
import { recallBuild, rememberBuild } from './build-memory.ts';
import { baseImages, parseDockerfile } from './dockerfile.ts';
import { inputsHash } from './inputs.ts';
import { type LayoutImage, pruneLayout, readLayout } from './load/layout.ts';
import { parseStep } from './progress.ts';
import type { ImageSpec } from './spec.ts';

/** `classic`: the builder in the daemon. `buildx`: BuildKit, result in Docker's store. `layout`: BuildKit, result in a folder. */
export type Builder = 'classic' | 'buildx' | 'layout';

export interface BuildContext {
  readonly docker: Docker;
  readonly builder: Builder;
  readonly workspace: string;
  readonly cacheDir: string;
  readonly ports: StagePorts;
  /** The cluster in whose own Docker this is built, when it is. */
  readonly inNode?: string;
  /** For the build alone: what BuildKit needs to reach a cache. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Builds one image, or finds that nothing has changed since it was built. */
export async function buildImage(spec: ImageSpec, context: BuildContext): Promise<BuiltImage> {
  const { clock } = context.ports;
  const started = clock.now();
  const instructions = parseDockerfile(await readDockerfile(spec, context));
  const bases = baseImages(instructions, spec.args).map(({ ref }) => ref);
  const inputs = await inputsHash(spec, context.workspace, await idsOf(bases, context));
  const memory = join(context.cacheDir, `builds-${context.builder}${context.inNode ? `-${context.inNode}` : ''}.json`);

  const source = sourceOf(spec, context);
  const before = await recall(await recallBuild(memory, inputs), spec, { source, context });
  if (!before) await build(spec, context, instructions);
  const facts = before ?? (await describe(spec, source, context));
  await rememberBuild(memory, inputs, facts.id);
  const image = imageOf(spec, facts, { source, reused: before !== undefined, durationMs: clock.now() - started });
  if (source.kind !== 'layout') await nameIt(image, context);
  const words = image.reused ? 'unchanged' : `built in ${formatDuration(image.durationMs)}`;
  context.ports.emit({ kind: 'progress', stage: stageOf(spec), text: `${image.contentTag} ${words}` });
  return image;
}

async function build(
  spec: ImageSpec,
  context: BuildContext,
  instructions: ReturnType<typeof parseDockerfile>,
): Promise<void> {
  const { exec, signal, emit } = context.ports;
  const command = docker(context.docker, buildCommandArgs(spec, context), {
    cwd: context.workspace,
    env: { ...context.env, DOCKER_BUILDKIT: context.builder === 'classic' ? '0' : '1' },
  });
  // BuildKit adds to an index that is there; without it, the one that it writes names this build alone.
  await mkdir(context.cacheDir, { recursive: true });
  if (context.builder === 'layout') await rm(join(layoutDir(spec, context), 'index.json'), { force: true });
  const printed: string[] = [];
  const onLine = (line: string): void => {
    printed.push(line);
    if (printed.length > 2000) printed.splice(0, 1000);
    const step = parseStep(line);
    if (step)
      emit({ kind: 'progress', stage: stageOf(spec), text: `step ${step.step} of ${step.of}: ${oneLine(step.text)}` });
  };
  const outcome = await exec(command, { signal, onLine });
  signal.throwIfAborted();
  if (outcome.failed) throw buildFailure({ spec, outcome, instructions, printed });
  if (context.builder === 'layout') await pruneLayout(layoutDir(spec, context));
}

function buildCommandArgs(spec: ImageSpec, context: BuildContext): string[] {
  const args: BuildArgs = {
    dockerfile: spec.dockerfile,
    context: spec.context,
    tags: spec.tags,
    args: spec.args,
    secrets: spec.secrets,
    ...(spec.target === undefined ? {} : { target: spec.target }),
    ...(spec.platform === undefined ? {} : { platform: spec.platform }),
    ...(spec.cacheFrom === undefined ? {} : { cacheFrom: spec.cacheFrom }),
    ...(spec.cacheTo === undefined ? {} : { cacheTo: spec.cacheTo }),
  };
  if (context.builder !== 'classic')
    return buildxArgs(
      args,
      context.builder === 'layout' ? { kind: 'layout', dir: layoutDir(spec, context) } : { kind: 'load' },
    );
  if (Object.keys(spec.secrets).length > 0)
    throw new StageError('failed', `Image ${spec.name} needs build secrets, and this Docker has no BuildKit.`, {
      remedy: 'Install the buildx plugin, for instance with docker/setup-buildx-action.',
    });
  return classicBuildArgs(args);
}

async function recall(
  id: string | undefined,
  spec: ImageSpec,
  { source, context }: { readonly source: ImageSource; readonly context: BuildContext },
): Promise<ImageFacts | undefined> {
  if (id === undefined) return undefined;
  if (source.kind !== 'layout') return inspect(id, context);
  const image = await readLayout(source.dir, spec.platform).catch(() => undefined);
  return image?.id === id ? layoutFacts(image) : undefined;
}

async function describe(spec: ImageSpec, source: ImageSource, context: BuildContext): Promise<ImageFacts> {
  const ref = spec.tags[0] as string;
  if (source.kind === 'layout') return layoutFacts(await readLayout(source.dir, spec.platform));
  const facts = await inspect(ref, context);
  if (!facts) throw new StageError('infrastructure', `Docker does not know ${ref}, which it has just built.`);
  return facts;
}

async function inspect(ref: string, context: BuildContext): Promise<ImageFacts | undefined> {
  const { exec, signal } = context.ports;
  const outcome = await exec(docker(context.docker, imageInspectArgs([ref])), { signal });
  return outcome.failed ? undefined : parseImageInspect(outcome.stdout)[0];
}

function imageOf(
  spec: ImageSpec,
  facts: ImageFacts,
  how: Pick<BuiltImage, 'source' | 'reused' | 'durationMs'>,
): BuiltImage {
  const first = spec.tags[0] as string;
  const repository = first.replace(/:[^:/]+$/, '');
  return {
    name: spec.name,
    tags: spec.tags,
    contentTag: `${repository}:sha256-${facts.id.slice('sha256:'.length, 'sha256:'.length + 32)}`,
    id: facts.id,
    bytes: facts.bytes,
    layers: facts.layers,
    user: facts.user,
    healthcheck: facts.healthcheck,
    architecture: facts.architecture,
    env: facts.env.map((pair) => pair.split('=')[0] as string),
    ...how,
  };
}

/** The content tag, and the user's tags, which another build may have taken in the meantime. */
async function nameIt(image: BuiltImage, context: BuildContext): Promise<void> {
  const { exec, signal } = context.ports;
  for (const tag of [image.contentTag, ...image.tags]) {
    const outcome = await exec(docker(context.docker, imageTagArgs(image.id, tag)), { signal });
    if (outcome.failed)
      throw new StageError('infrastructure', `Docker could not name the image ${image.id} ${tag}.`, {
        excerpt: outcome.stderr.trim().split('\n').slice(-3),
      });
  }
}

/** A base image that is not here yet is no part of the hash; the build brings it. */
async function idsOf(refs: readonly string[], context: BuildContext): Promise<Record<string, string>> {
  if (context.builder === 'layout') return {};
  const found = await Promise.all(refs.map(async (ref) => [ref, (await inspect(ref, context))?.id ?? ''] as const));
  return Object.fromEntries(found);
}

function layoutFacts({ id, config, layers }: LayoutImage): ImageFacts {
  return configFacts(
    config,
    id,
    layers.reduce((total, { size }) => total + size, 0),
  );
}

async function readDockerfile(spec: ImageSpec, context: BuildContext): Promise<string> {
  const file = resolve(context.workspace, spec.dockerfile);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new StageError('failed', `The Dockerfile of image ${spec.name} cannot be read: ${spec.dockerfile}.`, {
      remedy: `Set images.${spec.name}.dockerfile to a path inside the workspace.`,
      cause: error,
    });
  }
}

function sourceOf(spec: ImageSpec, context: BuildContext): ImageSource {
  if (context.builder === 'layout') return { kind: 'layout', dir: layoutDir(spec, context) };
  return context.inNode === undefined ? { kind: 'docker' } : { kind: 'node', cluster: context.inNode };
}

function layoutDir(spec: ImageSpec, context: BuildContext): string {
  return join(context.cacheDir, 'layouts', spec.name);
}

function stageOf(spec: ImageSpec): string {
  return `build:${spec.name}`;
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
