import type { ReleaseConfig } from '../config/config.ts';
import { messageOf } from '../lib/error.ts';
import * as helm from '../tools/helm.ts';
import { CommandError, lastWords, orThrow } from '../tools/outcome.ts';
import { knownGood } from './known-good.ts';
import { newWorkloads, parseManifest, workloadsOf } from './manifest.ts';
import type { ReleasePorts, ReleaseState } from './spec.ts';
import { type ImageReference, parseDefaults, renderValues } from './values.ts';

export interface DeployInput {
  readonly config: ReleaseConfig;
  readonly stage: number;
  readonly images: Readonly<Record<string, ImageReference>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly runId: string;
}

/** Helm refused, or one of its hooks failed. The text is Helm's own, without its preamble. */
export class HelmRefusal extends Error {
  readonly stderr: string;
  constructor(release: string, stderr: string) {
    super(`Helm could not apply ${release}: ${helmReason(stderr)}`);
    this.name = 'HelmRefusal';
    this.stderr = stderr;
  }
}

/** Reads what is there before anything is touched: the revision to go back to. */
export async function openRelease(name: string, target: helm.HelmTarget, ports: ReleasePorts): Promise<ReleaseState> {
  const revisions = await recovered(name, target, ports);
  const newest = revisions.at(-1);
  return {
    name,
    target,
    knownGood: await knownGood(ports.kube, target.namespace, name, revisions),
    touched: false,
    revision: newest?.revision ?? 0,
    components: new Map(),
    manifest: '',
  };
}

/** A run that was killed leaves its release locked: it is taken back to what was deployed before it, or out of the cluster. */
async function recovered(name: string, target: helm.HelmTarget, ports: ReleasePorts): Promise<helm.Revision[]> {
  const revisions = await readHistory(name, target, ports);
  const newest = revisions.at(-1);
  if (!newest || !/^(pending-|uninstalling)/.test(newest.status)) return revisions;
  const good = revisions
    .filter((revision) => revision.status === 'deployed' || revision.status === 'superseded')
    .at(-1);
  const how = good ? `it goes back to revision ${good.revision}` : 'it is removed';
  ports.emit({
    kind: 'note',
    level: 'warning',
    text: `release ${name} was left ${newest.status} by a run that did not end: ${how}`,
  });
  const limits = { timeoutMs: 120_000, hooks: false };
  orThrow(
    await ports.exec(good ? helm.rollback(target, name, good.revision, limits) : helm.uninstall(target, name, limits)),
  );
  return readHistory(name, target, ports);
}

export async function readHistory(
  name: string,
  target: helm.HelmTarget,
  { exec, signal }: Pick<ReleasePorts, 'exec' | 'signal'>,
): Promise<helm.Revision[]> {
  const outcome = await exec(helm.history(target, name), { signal });
  if (outcome.failed && /release: not found/.test(outcome.stderr)) return [];
  return helm.parseHistory(orThrow(outcome).stdout);
}

/** Applies one stage of a chart. Helm does not wait: the watcher does, and sees more. */
export async function deployStage(state: ReleaseState, input: DeployInput, ports: ReleasePorts): Promise<void> {
  const { config } = input;
  const stage = config.stages?.[input.stage];
  const component = stage?.component ?? state.name;
  const values = await stageValues(input, ports);
  state.touched = true;
  const description = `run=${input.runId}${stage ? ` stage=${component}` : ''}`;
  const command = helm.upgrade(state.target, {
    name: state.name,
    chart: config.chart,
    ...(config.version ? { version: config.version } : {}),
    valuesFiles: config.values,
    values,
    timeoutMs: config.timeout,
    description,
  });
  const outcome = await ports.exec(command, { signal: ports.signal });
  if (outcome.ended === 'cancelled') throw new CommandError(outcome);
  if (outcome.failed)
    throw outcome.ended === 'exited' ? new HelmRefusal(state.name, lastWords(outcome, 30)) : new CommandError(outcome);

  const before = workloadsOf(parseManifest(state.manifest));
  state.manifest = orThrow(
    await ports.exec(helm.getManifest(state.target, state.name), { signal: ports.signal }),
  ).stdout;
  state.revision = (await readHistory(state.name, state.target, ports)).at(-1)?.revision ?? state.revision;
  state.components.set(component, newWorkloads(workloadsOf(parseManifest(state.manifest)), before));
}

/** What Helm gets by stdin for this stage, on top of the values files. */
export async function stageValues(
  input: DeployInput,
  { exec, signal }: Pick<ReleasePorts, 'exec' | 'signal'>,
): Promise<string> {
  const { config } = input;
  const defaults = orThrow(await exec(helm.showValues(config.chart, config.version), { signal })).stdout;
  return renderValues({
    defaults: safeDefaults(defaults),
    set: config.set,
    images: input.images,
    secrets: input.secrets,
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

function helmReason(stderr: string): string {
  return stderr
    .replace(
      /^(Error: |UPGRADE FAILED: |INSTALLATION FAILED: |Release "[^"]*" does not exist\. Installing it now\.\s*)+/gm,
      '',
    )
    .trim();
}
