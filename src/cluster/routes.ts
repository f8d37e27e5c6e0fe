import { StageError } from '../model/stage-error.ts';
import type { StagePorts } from '../ports/stage.ts';

/** It ends with the node's network, so a run that is killed leaves none behind its cluster. */
export interface Route {
  readonly network: string;
  readonly via: string;
}

/** How ClusterIPs are reached from this machine: straight, or only through `kubectl port-forward`. */
export type ServiceReach =
  | { readonly kind: 'route'; readonly route: Route }
  | { readonly kind: 'forward'; readonly why: string };

/** All of them or none; the ones to take away afterwards, or undefined where there is no way by route. */
export async function addRoutes(
  networks: readonly string[],
  via: string,
  ports: StagePorts,
): Promise<readonly Route[] | undefined> {
  const ours: Route[] = [];
  for (const network of networks) {
    const reach = await addRoute({ network, via }, ports);
    if (reach.kind === 'forward') {
      await removeRoutes(ours, ports);
      return undefined;
    }
    ours.push(reach.route);
  }
  return ours;
}

/** `minikube tunnel` does the same. An address range that is routed elsewhere belongs to somebody else. */
export async function addRoute(route: Route, ports: StagePorts): Promise<ServiceReach> {
  const { network, via } = route;
  const ip = (...args: readonly string[]) =>
    ports.exec({ tool: 'ip', args: ['route', ...args], timeoutMs: 10_000 }, { signal: ports.signal });
  const added = await ip('add', network, 'via', via);
  if (!added.failed) return { kind: 'route', route };
  // A run that was killed has left it. It leads to the same node, so it is as good, and goes when this run goes.
  if (/File exists/.test(added.stderr) && (await ip('show', network)).stdout.includes(` via ${via} `))
    return { kind: 'route', route };
  const why = added.stderr.trim().split('\n')[0] || added.ended;
  return { kind: 'forward', why: `no route to ${network} via ${via}: ${why}` };
}

/** A route that went away with its network is what was wanted. Cancelling the run does not stop it: it is part of cleaning up. */
export async function removeRoutes(routes: readonly Route[], ports: Pick<StagePorts, 'exec'>): Promise<void> {
  for (const { network, via } of routes) {
    const args = ['route', 'del', network, 'via', via];
    const outcome = await ports.exec({ tool: 'ip', args, timeoutMs: 10_000 });
    if (outcome.failed && !/No such process/.test(outcome.stderr))
      throw new StageError('infrastructure', `The route ${network} via ${via} could not be removed.`, {
        excerpt: [outcome.stderr.trim()],
        remedy: `Remove it by hand: ip route del ${network} via ${via}`,
      });
  }
}
