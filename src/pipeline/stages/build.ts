import { join } from 'node:path';
import type { ImageConfig } from '../../config/config.ts';
import { imageWarnings } from '../../images/audit.ts';
import { buildImage } from '../../images/build.ts';
import { chooseBuilder } from '../../images/builder.ts';
import type { ImageSpec } from '../../images/spec.ts';
import { check } from '../../model/check.ts';
import { explainStageError, StageError } from '../../model/stage-error.ts';
import { buildSecrets } from '../build-secrets.ts';
import type { RunContext } from '../context.ts';
import { searchSecrets } from './image-secrets.ts';

/** A build that fails is checkpoint 1's failure, said at once and not only when the cluster is up. */
export async function buildOne(name: string, context: RunContext, signal: AbortSignal): Promise<void> {
  const config = context.config.images[name];
  if (!config) throw new Error(`no image ${name}`);
  const { exec, clock } = context.ports;
  const { workspace, home, builder } = context.settings;
  const docker = { tool: 'docker' };
  const ports = { exec, clock, signal, emit: context.emit };
  const several = (config.platform ?? '').includes(',');
  try {
    const spec = imageSpec(name, config);
    const secrets = buildSecrets(name, config, context.ports);
    const image = await buildImage(spec, {
      docker,
      builder:
        builder === 'auto'
          ? await chooseBuilder(
              docker,
              { ...context.config.cluster, wish: context.ports.env.TASKFLOW_K8S_BUILDER, several },
              ports,
            )
          : builder,
      workspace,
      cacheDir: join(home, 'builds'),
      env: cacheAccess(config, context.ports.env),
      ports,
    });
    context.state.built.set(name, image);
    for (const text of config.tags ? imageWarnings(spec) : [])
      context.emit({ kind: 'note', level: 'warning', text, stage: `build:${name}` });
    context.state.traces.set(name, await searchSecrets(image, secrets, context, signal));
  } catch (error) {
    if (error instanceof StageError && error.outcome === 'failed') sayFailed(name, config, error, context);
    throw error;
  }
}

/** GitHub's cache is asked with the job's own token, which no other program gets to see. */
function cacheAccess({ cache }: ImageConfig, env: RunContext['ports']['env']): Readonly<Record<string, string>> {
  if (![...cache.from, ...cache.to].some((each) => /(^|,)type=gha(,|$)/.test(each))) return {};
  const names = ['ACTIONS_RUNTIME_TOKEN', 'ACTIONS_RESULTS_URL', 'ACTIONS_CACHE_URL', 'ACTIONS_CACHE_SERVICE_V2'];
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}

function sayFailed(name: string, config: ImageConfig, error: StageError, { emit }: RunContext): void {
  const place = error.help.place ?? { file: config.dockerfile };
  emit({ kind: 'checkpoint-started', checkpoint: 'pre-deploy', title: 'Pre-deploy' });
  emit({
    kind: 'check',
    checkpoint: 'pre-deploy',
    check: check({
      id: `build-${name}`,
      title: `Image ${name} builds`,
      verdict: 'failed',
      detail: explainStageError(error),
      place,
    }),
  });
  emit({ kind: 'checkpoint-finished', checkpoint: 'pre-deploy', outcome: 'failed' });
}

export function imageSpec(name: string, config: ImageConfig): ImageSpec {
  const { size, build } = config.limits;
  return {
    name,
    dockerfile: config.dockerfile,
    context: config.context,
    args: Object.fromEntries(Object.entries(config.args).map(([key, value]) => [key, String(value)])),
    secrets: config.secrets,
    tags: config.tags ?? [`${name}:latest`],
    limits: { ...(size === undefined ? {} : { bytes: size }), ...(build === undefined ? {} : { buildMs: build }) },
    ...(config.target === undefined ? {} : { target: config.target }),
    ...(config.platform === undefined ? {} : { platform: config.platform }),
    cacheFrom: config.cache.from,
    cacheTo: config.cache.to,
  };
}
