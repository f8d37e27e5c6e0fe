import type { FoundChart } from './charts.ts';
import { isObject } from './compose.ts';
import type { Match } from './match.ts';
import type { Source } from './repository.ts';
import { byRole, roleOf } from './roles.ts';

export interface FoundStage {
  readonly component: string;
  readonly set: Readonly<Record<string, boolean>>;
  readonly source: Source;
}

/** Parts of the chart that can be switched on one after the other; undefined when there are fewer than two. */
export function findStages(chart: FoundChart, matches: readonly Match[]): readonly FoundStage[] | undefined {
  const owners = new Set(matches.map(({ slot }) => slot.path.split('.')[0] ?? ''));
  const values = isObject(chart.values.value) ? chart.values.value : {};
  const parts = Object.entries(values)
    .filter(
      ([name, value]) =>
        isObject(value) && typeof value.enabled === 'boolean' && (owners.has(name) || isDatabase(name, value)),
    )
    .map(([name]) => name)
    .filter((name) => isSwitch(name, chart))
    .sort(byRole);
  if (parts.length < 2) return undefined;
  return parts.map((component, index) => ({
    component,
    set: {
      ...(index > 0 ? { [`${component}.enabled`]: true } : {}),
      ...Object.fromEntries(parts.slice(index + 1).map((later) => [`${later}.enabled`, false])),
    },
    source: { file: chart.valuesFile, line: chart.values.keyAt([component, 'enabled']).line },
  }));
}

function isDatabase(name: string, value: Record<string, unknown>): boolean {
  return roleOf(name) === 'database' && value.enabled === true;
}

/** A switch that no template asks would change nothing. */
function isSwitch(name: string, { templates }: FoundChart): boolean {
  const mentions = new RegExp(`\\.Values\\.${name}\\b|["' (]${name}["') ]`);
  return Object.values(templates).some((text) => mentions.test(text) && text.includes('enabled'));
}
