import type { ContainerSpec, PodSpec, Volume, Workload } from './kube.ts';
import type { Ref } from './rule.ts';
import { keyOf, refOf, type World } from './world.ts';

/** For an object: all that it depends on, directly or through others. */
export function dependenciesOf(world: World): (ref: Ref) => ReadonlySet<string> {
  const edges = edgesOf(world);
  return (ref) => {
    const reached = new Set<string>();
    const open = [keyOf(ref)];
    for (let key = open.pop(); key !== undefined; key = open.pop()) {
      for (const next of edges.get(key) ?? []) {
        if (reached.has(next)) continue;
        reached.add(next);
        open.push(next);
      }
    }
    return reached;
  };
}

function edgesOf(world: World): ReadonlyMap<string, readonly string[]> {
  const { workloads, services, ingresses } = world.snapshot.objects;
  const specs = [
    ...workloads
      .filter((workload) => workload.kind !== 'ReplicaSet')
      .map((workload) => ({ ref: refOf(workload), spec: templateOf(workload) })),
    ...world.pods.map((pod) => ({ ref: world.owner(pod), spec: pod.spec })),
  ];
  return new Map([
    ...specs.map(({ ref, spec }) => [keyOf(ref), needsOf(ref, spec, world)] as const),
    ...services.map(
      (service) => [keyOf(refOf(service, 'Service')), world.workloadsBehind(service).map(keyOf)] as const,
    ),
    ...ingresses.map(
      (ingress) => [keyOf(refOf(ingress, 'Ingress')), services.map((s) => keyOf(refOf(s, 'Service')))] as const,
    ),
    [
      keyOf(applicationRef(world)),
      specs.map(({ ref }) => keyOf(ref)).concat(services.map((s) => keyOf(refOf(s, 'Service')))),
    ] as const,
    ...world.snapshot.releases.map(
      (release) => [keyOf(releaseRef(release)), specs.map(({ ref }) => keyOf(ref))] as const,
    ),
  ]);
}

/** The whole of what was deployed, for what is seen only from outside. */
export function applicationRef(world: World): Ref {
  return { kind: 'Application', name: world.snapshot.run.release ?? world.snapshot.namespace };
}

export function releaseRef(release: { readonly name: string; readonly namespace: string }): Ref {
  return { kind: 'Release', name: release.name, namespace: release.namespace };
}

function templateOf(workload: Workload): PodSpec {
  return workload.spec?.template?.spec ?? { containers: [] };
}

function needsOf(self: Ref, spec: PodSpec, world: World): string[] {
  const claims = (spec.volumes ?? []).flatMap((volume) => claimOf(volume, self));
  const services = hostsOf(spec, world).flatMap((host) => world.serviceOf(host) ?? []);
  const behind = services.flatMap((service) => [refOf(service, 'Service'), ...world.workloadsBehind(service)]);
  return [...claims, ...behind].map(keyOf).filter((key) => key !== keyOf(self));
}

function claimOf(volume: Volume, self: Ref): Ref[] {
  const name = volume.persistentVolumeClaim?.claimName;
  return name ? [{ kind: 'PersistentVolumeClaim', name, namespace: self.namespace ?? '' }] : [];
}

/** Every word of the variables, commands and ConfigMaps of a pod that could be the name of a Service. */
function hostsOf(spec: PodSpec, world: World): string[] {
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  const texts = containers.flatMap((container) => [
    ...(container.env ?? []).map((variable) => variable.value ?? ''),
    ...(container.command ?? []),
    ...(container.args ?? []),
    ...configTexts(container, world),
  ]);
  return [...new Set(texts.flatMap((text) => text.match(/[a-z0-9][a-z0-9.-]*[a-z0-9]/g) ?? []))];
}

function configTexts(container: ContainerSpec, world: World): string[] {
  const names = [
    ...(container.envFrom ?? []).map((source) => source.configMapRef?.name),
    ...(container.env ?? []).map((variable) => variable.valueFrom?.configMapKeyRef?.name),
  ];
  return world.snapshot.objects.configMaps
    .filter((map) => names.includes(map.metadata.name))
    .flatMap((map) => Object.values(map.data ?? {}));
}
