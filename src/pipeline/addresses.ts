import { type ComponentPlan, componentsOf } from '../plan/plan.ts';
import { list } from '../tools/kube.ts';
import { type RunContext, releasePorts } from './context.ts';
import { nodeUrl, reachables } from './reach.ts';

/** Says where the first component, the API, and the last one, the UI, answer, for whatever comes after this run. */
export async function sayAddress(component: ComponentPlan, context: RunContext, signal: AbortSignal): Promise<void> {
  const names = namesOf(component, componentsOf(context.config));
  if (names.length === 0) return;
  const live = await list(releasePorts(context, signal).kube, 'services', context.plan.namespace);
  const service = reachables(component.release, component.component, context, live)[0];
  if (!service) return;
  const url = nodeUrl(context, service) ?? `http://${service.name}:${service.port}`;
  context.emit({ kind: 'environment', values: Object.fromEntries(names.map((name) => [name, url])) });
}

function namesOf(component: ComponentPlan, all: readonly ComponentPlan[]): readonly string[] {
  const isAt = (index: number): boolean => {
    const other = all.at(index);
    return other?.release === component.release && other.component === component.component;
  };
  return [...(isAt(0) ? ['backend-url'] : []), ...(isAt(-1) ? ['frontend-url'] : [])];
}
