import type { Config } from '../config/config.ts';
import { formatDuration } from '../lib/duration.ts';
import type { Plan, PlannedStage } from './plan.ts';

/** The plan for a person: what happens in which order, what overlaps, the limits, and where each value came from. */
export function explainPlan(plan: Plan, config: Config): string {
  return [
    `Pipeline ${plan.name}: cluster ${plan.clusterName}${plan.nodeAddress ? ` at ${plan.nodeAddress}` : ''}, namespace ${plan.namespace}, at most ${formatDuration(plan.limitMs)}`,
    '',
    ...waves(plan.stages).flatMap((wave, index) => [
      `${index + 1}. ${wave.length > 1 ? 'side by side' : ''}`.trimEnd(),
      ...wave.map(stageLine),
    ]),
    '',
    'Always: evidence, report, clean-up. On failure, in this order: collect evidence, name the cause, roll back to known good, verify it.',
    '',
    'Values:',
    ...origins(config),
  ].join('\n');
}

function stageLine(stage: PlannedStage): string {
  const after = stage.needs.length > 0 ? `after ${stage.needs.join(', ')}` : 'at once';
  return `   ${stage.id.padEnd(32)} ${stage.title}; ${after}; at most ${formatDuration(stage.limitMs)}`;
}

/** Stages by depth in the graph: those of one wave may run side by side. */
function waves(stages: readonly PlannedStage[]): PlannedStage[][] {
  const depth = new Map<string, number>();
  const waves: PlannedStage[][] = [];
  for (const stage of stages) {
    const level = Math.max(-1, ...stage.needs.map((need) => depth.get(need) ?? -1)) + 1;
    depth.set(stage.id, level);
    waves[level] = [...(waves[level] ?? []), stage];
  }
  return waves;
}

function origins(config: Config): string[] {
  const shown = [
    'name',
    'namespace',
    'timeout',
    'cluster.provider',
    'cluster.kubernetes',
    'cluster.cpus',
    'cluster.memory',
    'cluster.runtime',
    'cluster.keep',
    'database',
    'contract.file',
    'contract.reference.api',
    'contract.reference.web',
    'contract.reference.mode',
    'on-failure.rollback',
  ];
  return shown.map(
    (path) => `   ${path.padEnd(32)} ${String(valueAt(config, path) ?? '(not set)')}  [${config.origin(path)}]`,
  );
}

function valueAt(config: Config, path: string): unknown {
  const value = path
    .split('.')
    .reduce<unknown>((node, part) => (node as Record<string, unknown> | undefined)?.[part], config);
  return path === 'timeout' && typeof value === 'number' ? formatDuration(value) : value;
}
