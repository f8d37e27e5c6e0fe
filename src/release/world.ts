import type { KubeObject, WatchEvent } from '../ports/kube.ts';
import { list, pathOf, type Resource } from '../tools/kube.ts';
import type { ReleasePorts } from './spec.ts';

/** Everything the watcher looks at, always current. */
export interface World {
  readonly get: (resource: Watched) => readonly KubeObject[];
  /** When the object's present condition was first seen: `mark` remembers a condition, and forgets it when it is gone. */
  readonly seen: (key: string) => number;
  readonly forget: (keep: ReadonlySet<string>) => void;
}

const watched = [
  'pods',
  'deployments',
  'replicasets',
  'statefulsets',
  'daemonsets',
  'jobs',
  'events',
  'endpointslices',
  'persistentvolumeclaims',
] as const satisfies readonly Resource[];
export type Watched = (typeof watched)[number];

export interface Watching {
  readonly world: World;
  /** Resolves at the next change, or after `ms`. */
  readonly changed: (ms: number) => Promise<void>;
  /** Resolves when everything has been listed once. */
  readonly synced: Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Lists once and then follows the API's watches, so that nothing between two looks is missed. */
export async function watchNamespace(namespace: string, ports: ReleasePorts): Promise<Watching> {
  const stopper = new AbortController();
  const signal = AbortSignal.any([ports.signal, stopper.signal]);
  const objects = new Map<Watched, Map<string, KubeObject>>(watched.map((resource) => [resource, new Map()]));
  let wake = Promise.withResolvers<void>();
  const touch = (): void => {
    wake.resolve();
    wake = Promise.withResolvers<void>();
  };
  let broken: unknown;
  const listed = new Set<Watched>();
  const synced = Promise.withResolvers<void>();
  const follow = async (resource: Watched): Promise<void> => {
    const store = objects.get(resource) as Map<string, KubeObject>;
    while (!signal.aborted) {
      const version = await relist(resource, namespace, store, ports);
      if (listed.add(resource).size === watched.length) synced.resolve();
      touch();
      const path = pathOf(resource, namespace, undefined, {
        watch: '1',
        resourceVersion: version,
        allowWatchBookmarks: 'true',
      });
      await ports.kube.watch(path, (event) => apply(event, store) && touch(), signal);
    }
  };
  const followers = watched.map((resource) =>
    follow(resource).catch((error: unknown) => {
      synced.resolve();
      if (signal.aborted) return;
      broken = error;
      touch();
    }),
  );
  return {
    world: { get: (resource) => [...(objects.get(resource)?.values() ?? [])], ...memory(ports) },
    changed: async (ms) => {
      await Promise.race([wake.promise, ports.clock.sleep(ms, signal)]);
      if (broken !== undefined) throw broken;
    },
    synced: synced.promise,
    stop: async () => {
      stopper.abort();
      await Promise.all(followers);
    },
  };
}

async function relist(
  resource: Watched,
  namespace: string,
  store: Map<string, KubeObject>,
  ports: ReleasePorts,
): Promise<string> {
  const answer = await ports.kube.request('GET', pathOf(resource, namespace), undefined, ports.signal);
  const body = answer.body as { items?: readonly KubeObject[]; metadata?: { resourceVersion?: string } };
  if (answer.status !== 200) await list(ports.kube, resource, namespace);
  store.clear();
  for (const item of body.items ?? []) store.set(item.metadata.uid ?? item.metadata.name, item);
  return body.metadata?.resourceVersion ?? '';
}

/** True when something was changed. An ERROR event ends the watch by itself; the list after it brings the truth. */
function apply(event: WatchEvent, store: Map<string, KubeObject>): boolean {
  if (event.type === 'BOOKMARK' || event.type === 'ERROR') return false;
  const key = event.object.metadata.uid ?? event.object.metadata.name;
  if (event.type === 'DELETED') store.delete(key);
  else store.set(key, event.object);
  return true;
}

function memory(ports: ReleasePorts): Pick<World, 'seen' | 'forget'> {
  const first = new Map<string, number>();
  return {
    seen: (key) => {
      const at = first.get(key) ?? ports.clock.now();
      first.set(key, at);
      return at;
    },
    forget: (keep) => {
      for (const key of first.keys()) if (!keep.has(key)) first.delete(key);
    },
  };
}
