import type { ReleaseConfig } from '../config/config.ts';
import { messageOf } from '../lib/error.ts';
import * as helm from '../tools/helm.ts';
import { CommandError, lastWords, orThrow } from '../tools/outcome.ts';
import { watchHooks } from './hooks.ts';
import { descriptionOf } from './known-good.ts';
import { newWorkloads, workloadsOf } from './manifest.ts';
import { readHistory } from './open.ts';
import { notedExec } from './orphan.ts';
import { withPostRender } from './post-render.ts';
import { HelmRefusal } from './refusal.ts';
import { type Rendering, renderStage } from './render.ts';
import type { RanHook, ReleasePorts, ReleaseState } from './spec.ts';
import { type ImageReference, parseDefaults, renderValues } from './values.ts';
import { verdictOf } from './watch.ts';

export interface DeployInput {
  readonly config: ReleaseConfig;
  readonly stage: number;
  /** By value path. */
  readonly images: Readonly<Record<string, ImageReference>>;
  /** By the image that stands in the rendered chart. */
  readonly swap: Readonly<Record<string, ImageReference>>;
  readonly loaded: ReadonlySet<string>;
  readonly secrets: Readonly<Record<string, string>>;
  /** Secrets by value path, given as they are. */
  readonly plain: Readonly<Record<string, string>>;
  readonly runId: string;
}

export interface PreparedStage {
  readonly rendering: Rendering;
  readonly options: helm.UpgradeOptions;
  readonly component: string;
}

/** What a stage is going to apply; nothing has been touched yet. */
export async function prepareStage(
  state: ReleaseState,
  input: DeployInput,
  ports: ReleasePorts,
): Promise<PreparedStage> {
  const { config } = input;
  const stage = config.stages?.[input.stage];
  const values = await stageValues(input, ports);
  const options: helm.UpgradeOptions = {
    name: state.name,
    chart: config.chart,
    ...(config.version ? { version: config.version } : {}),
    valuesFiles: config.values,
    values,
    timeoutMs: config.timeout,
    description: descriptionOf(input.runId, stage?.component),
  };
  const last = input.stage >= (config.stages?.length ?? 1) - 1;
  const rendering = await renderStage(state, { options, last, swap: input.swap, loaded: input.loaded }, ports);
  return { rendering, options, component: stage?.component ?? state.name };
}

/** Applies one stage of a chart. Helm does not wait: the watcher does, and sees more. */
export async function applyStage(
  state: ReleaseState,
  prepared: PreparedStage,
  stage: string,
  ports: ReleasePorts,
): Promise<void> {
  const { rendering, options, component } = prepared;
  const upgrade = async (postRender?: helm.UpgradeOptions['postRender']): Promise<void> => {
    state.touched = true;
    const before = state.ran.length;
    state.ran.push(...hooksOf(rendering, state.knownGood));
    const command = helm.upgrade(state.target, { ...options, ...(postRender ? { postRender } : {}) });
    const hooks = state.ran.slice(before);
    const { outcome, symptom } = await watchHooks(
      { namespace: state.target.namespace, hooks, stage },
      ports,
      (signal) => notedExec(state.name, state.target, ports)(command, { signal }),
    );
    if (!outcome.failed) return;
    if (symptom) throw new HelmRefusal(state.name, verdictOf(symptom, ports.graces));
    throw outcome.ended === 'exited' ? new HelmRefusal(state.name, lastWords(outcome, 30)) : new CommandError(outcome);
  };
  if (rendering.given === undefined) await upgrade();
  else await withPostRender(rendering.given, ports, upgrade);

  state.manifest = orThrow(
    await ports.exec(helm.getManifest(state.target, state.name), { signal: ports.signal }),
  ).stdout;
  state.revision = (await readHistory(state.name, state.target, ports)).at(-1)?.revision ?? state.revision;
  const before = [...state.components.values()].flat();
  const own = workloadsOf(rendering.own.map(({ object }) => object));
  state.components.set(component, newWorkloads(own, before));
}

/** Hooks that run on the way forward: an install has others than an upgrade. */
function hooksOf({ hooks }: Rendering, knownGood: number): RanHook[] {
  const forward = knownGood === 0 ? ['pre-install', 'post-install'] : ['pre-upgrade', 'post-upgrade'];
  return hooks.flatMap(({ kind, name, events }) =>
    isHookKind(kind) && events.some((event) => forward.includes(event)) ? [{ kind, name, events }] : [],
  );
}

function isHookKind(kind: string): kind is RanHook['kind'] {
  return kind === 'Job' || kind === 'Pod';
}

/** What Helm gets by stdin for this stage, on top of the values files. */
export async function stageValues(
  input: Pick<DeployInput, 'config' | 'stage' | 'images' | 'secrets' | 'plain'>,
  { exec, signal }: Pick<ReleasePorts, 'exec' | 'signal'>,
): Promise<string> {
  const { config } = input;
  const defaults = orThrow(await exec(helm.showValues(config.chart, config.version), { signal })).stdout;
  return renderValues({
    defaults: safeDefaults(defaults),
    set: config.set,
    images: input.images,
    secrets: input.secrets,
    plain: input.plain,
    stage: config.stages?.[input.stage]?.set ?? {},
  });
}

function safeDefaults(text: string): unknown {
  try {
    return parseDefaults(text);
  } catch (error) {
    throw new Error(`the chart's values.yaml cannot be read: ${messageOf(error)}`);
  }
}
