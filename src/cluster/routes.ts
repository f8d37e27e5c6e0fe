import type { ClusterState } from '../model/cluster.ts';
import { StageError } from '../model/stage-error.ts';
import type { StagePorts } from '../ports/stage.ts';

type Route = ClusterState['routes'][number];

/** How ClusterIPs are reached from this machine: straight, or only through `kubectl port-forward`. */
export type ServiceReach =
  | { readonly kind: 'route'; readonly route: Route }
  | { readonly kind: 'forward'; readonly why: string };

/** `minikube tunnel` does the same. An address range that is already routed belongs to somebody else. */
export async function addRoute(route: Route, ports: StagePorts): Promise<ServiceReach> {
  const outcome = await ports.exec(
    { tool: 'ip', args: ['route', 'add', route.network, 'via', route.via], timeoutMs: 10_000 },
    { signal: ports.signal },
  );
  if (!outcome.failed) return { kind: 'route', route };
  const why = outcome.stderr.trim().split('\n')[0] || outcome.ended;
  return { kind: 'forward', why: `no route to ${route.network} via ${route.via}: ${why}` };
}

/** A route that went away with its network is what was wanted. */
export async function removeRoutes(routes: readonly Route[], ports: StagePorts): Promise<void> {
  for (const { network, via } of routes) {
    const outcome = await ports.exec(
      { tool: 'ip', args: ['route', 'del', network, 'via', via], timeoutMs: 10_000 },
      { signal: ports.signal },
    );
    if (outcome.failed && !/No such process/.test(outcome.stderr))
      throw new StageError('infrastructure', `The route ${network} via ${via} could not be removed.`, {
        excerpt: [outcome.stderr.trim()],
        remedy: `Remove it by hand: ip route del ${network} via ${via}`,
      });
  }
}
