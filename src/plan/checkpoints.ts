import type { Config } from '../config/config.ts';
import type { CheckpointPlan } from './plan.ts';

export interface ComponentPlan {
  readonly component: string;
  readonly release: string;
  /** Index of the stage in its release. */
  readonly stage: number;
}

export interface CheckpointPlans {
  readonly preDeploy: CheckpointPlan;
  /** By `release/component`. */
  readonly byComponent: ReadonlyMap<string, readonly CheckpointPlan[]>;
  readonly integration: CheckpointPlan;
  readonly endToEnd: CheckpointPlan;
}

/** A pair (deployed, api) for every component but the last, whose serving is what integration proves; then the two of the whole. */
export function checkpointsOf(config: Config, components: readonly ComponentPlan[]): CheckpointPlans {
  const make = (id: string, title: string, type: CheckpointPlan['type'], component?: ComponentPlan): CheckpointPlan => {
    const settings = config.checkpoints[id];
    return {
      id,
      title,
      type,
      ...(component ? { component } : {}),
      stableMs: settings?.stable ?? 5000,
      ...(settings?.skip ? { skip: settings.skip } : {}),
    };
  };
  const byComponent = components.map((component, index): [string, CheckpointPlan[]] => {
    const name = component.component;
    const deployed = make(`${name}-deployed`, `${capital(name)} deployed`, 'deployed', component);
    const serving = make(`${name}-api`, `${capital(name)} API`, 'serving', component);
    return [`${component.release}/${name}`, index === components.length - 1 ? [deployed] : [deployed, serving]];
  });
  return {
    preDeploy: make('pre-deploy', 'Pre-deploy', 'pre-deploy'),
    byComponent: new Map(byComponent),
    integration: make('integration', 'Integration', 'integration'),
    endToEnd: make('end-to-end', 'End to end', 'end-to-end'),
  };
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
