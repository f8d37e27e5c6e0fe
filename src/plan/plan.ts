import type { Config, ReleaseConfig } from '../config/config.ts';
import { type ComponentPlan, checkpointsOf } from './checkpoints.ts';

export type { ComponentPlan } from './checkpoints.ts';

/** What a run will do, as data: printed by `plan`, executed by `run`. */
export interface Plan {
  readonly name: string;
  readonly namespace: string;
  readonly clusterName: string;
  readonly nodeAddress: string | undefined;
  readonly limitMs: number;
  readonly stages: readonly PlannedStage[];
}

export interface PlannedStage {
  readonly id: string;
  readonly title: string;
  readonly needs: readonly string[];
  readonly limitMs: number;
  readonly work: Work;
}

/** What a stage does; the pipeline has one handler for each kind. */
export type Work =
  | { readonly kind: 'cluster' }
  | { readonly kind: 'build'; readonly image: string }
  | { readonly kind: 'lint'; readonly release: string }
  | { readonly kind: 'load' }
  | { readonly kind: 'namespace' }
  | { readonly kind: 'deploy'; readonly release: string; readonly stage: number }
  | { readonly kind: 'checkpoint'; readonly checkpoint: CheckpointPlan };

export interface CheckpointPlan {
  readonly id: string;
  readonly title: string;
  readonly type: 'pre-deploy' | 'deployed' | 'serving' | 'integration' | 'end-to-end';
  readonly component?: ComponentPlan;
  readonly stableMs: number;
  /** A reason given by the user; the checkpoint is then reported as skipped. */
  readonly skip?: string;
}

export interface PlanNames {
  readonly clusterName: string;
  readonly nodeAddress: string | undefined;
}

const minute = 60_000;

export function makePlan(config: Config, names: PlanNames): Plan {
  const checkpoints = checkpointsOf(config, componentsOf(config));
  const cluster = clusterStage(config);
  const builds = Object.entries(config.images).map(buildStage);
  const lints = Object.keys(config.releases).map(lintStage);
  const preDeploy = checkpointStage(checkpoints.preDeploy, [...builds, ...lints, cluster].map(idOf));
  const loads = builds.length > 0 ? [loadStage(builds)] : [];
  const namespaces = config.cluster.provider === 'existing' ? [namespaceStage(config, [preDeploy, ...loads])] : [];
  const first = namespaces.length > 0 ? namespaces : [preDeploy, ...loads];
  const deploys = deployStages(config, checkpoints.byComponent, first.map(idOf));
  const integration = checkpointStage(checkpoints.integration, ends(deploys));
  const endToEnd = checkpointStage(checkpoints.endToEnd, [integration.id]);
  const stages = [cluster, ...builds, ...lints, preDeploy, ...loads, ...namespaces, ...deploys, integration, endToEnd];
  return { name: config.name, namespace: config.namespace, ...names, limitMs: config.timeout, stages };
}

function clusterStage({ cluster }: Config): PlannedStage {
  return {
    id: 'cluster',
    title: `Start ${cluster.provider} cluster`,
    needs: [],
    limitMs: 10 * minute,
    work: { kind: 'cluster' },
  };
}

function buildStage([image, spec]: [string, Config['images'][string]]): PlannedStage {
  return {
    id: `build:${image}`,
    title: `Build image ${image}`,
    needs: [],
    limitMs: (spec.limits.build ?? 10 * minute) * 2,
    work: { kind: 'build', image },
  };
}

function lintStage(release: string): PlannedStage {
  return {
    id: `lint:${release}`,
    title: `Check chart ${release}`,
    needs: [],
    limitMs: 2 * minute,
    work: { kind: 'lint', release },
  };
}

function loadStage(builds: readonly PlannedStage[]): PlannedStage {
  return {
    id: 'load',
    title: 'Load images into every node',
    needs: ['cluster', ...builds.map(idOf)],
    limitMs: 10 * minute,
    work: { kind: 'load' },
  };
}

function namespaceStage({ namespace, cluster }: Config, needs: readonly PlannedStage[]): PlannedStage {
  return {
    id: 'namespace',
    title: `${cluster.lock ? 'Lock' : 'Prepare'} namespace ${namespace}`,
    needs: needs.map(idOf),
    limitMs: cluster['lock-wait'] + minute,
    work: { kind: 'namespace' },
  };
}

/** Each release's components in order; a release without stages is one component of its own name. */
export function componentsOf(config: Config): ComponentPlan[] {
  return inOrder(config.releases).flatMap(([release, spec]) =>
    (spec.stages ?? [{ component: release, set: {} }]).map((stage, index) => ({
      component: stage.component,
      release,
      stage: index,
    })),
  );
}

/** Deploys and their checkpoints: a component's checkpoints come before the next component of its release, and before releases that need it. */
function deployStages(
  config: Config,
  checkpoints: ReadonlyMap<string, readonly CheckpointPlan[]>,
  first: readonly string[],
): PlannedStage[] {
  const stages: PlannedStage[] = [];
  const lastOf = new Map<string, string>();
  for (const [release, spec] of inOrder(config.releases)) {
    let needs = spec.needs.length > 0 ? spec.needs.map((other) => lastOf.get(other) ?? first[0] ?? '') : [...first];
    for (const [index, stage] of (spec.stages ?? [{ component: release }]).entries()) {
      const id = spec.stages ? `deploy:${release}/${stage.component}` : `deploy:${release}`;
      stages.push({
        id,
        title: `Deploy ${stage.component}`,
        needs,
        limitMs: spec.timeout + minute,
        work: { kind: 'deploy', release, stage: index },
      });
      needs = [id];
      for (const checkpoint of checkpoints.get(`${release}/${stage.component}`) ?? []) {
        stages.push(checkpointStage(checkpoint, needs, config.checkpoints[checkpoint.id]?.within));
        needs = [stages.at(-1)?.id ?? id];
      }
    }
    lastOf.set(release, needs[0] ?? '');
  }
  return stages;
}

function checkpointStage(checkpoint: CheckpointPlan, needs: readonly string[], within?: number): PlannedStage {
  const limits = { 'pre-deploy': 3, deployed: 2, serving: 2, integration: 3, 'end-to-end': 10 };
  return {
    id: `checkpoint:${checkpoint.id}`,
    title: checkpoint.title,
    needs,
    limitMs: within ?? limits[checkpoint.type] * minute,
    work: { kind: 'checkpoint', checkpoint },
  };
}

/** Releases so that each stands after those it needs; the order of writing decides otherwise. */
export function inOrder(releases: Readonly<Record<string, ReleaseConfig>>): [string, ReleaseConfig][] {
  const done = new Map<string, ReleaseConfig>();
  const visit = (name: string): void => {
    const release = releases[name];
    if (!release || done.has(name)) return;
    release.needs.forEach(visit);
    done.set(name, release);
  };
  Object.keys(releases).forEach(visit);
  return [...done];
}

/** The stages that nothing else in the list waits for. */
function ends(stages: readonly PlannedStage[]): string[] {
  const needed = new Set(stages.flatMap((stage) => stage.needs));
  return stages.map(idOf).filter((id) => !needed.has(id));
}

function idOf(stage: PlannedStage): string {
  return stage.id;
}
