import { describe, kubectl, quote, quoteEvent } from '../evidence.ts';
import type { Claim, Pod } from '../kube.ts';
import type { Finding, Rule } from '../rule.ts';
import { evidenceFiles } from '../snapshot.ts';
import { refOf, type World } from '../world.ts';
import { firstPerObject } from './outputs.ts';

/** Layer 2: the pod finds no node, or its volume finds no storage. */
export const schedulingRules: readonly Rule[] = [
  {
    id: 'unschedulable-resources',
    layer: 2,
    behind: 'nothing',
    signal: 'PodScheduled=False with `Insufficient cpu` or `Insufficient memory`',
    advice: 'Lower the requests in the values, or give the cluster more.',
    find: (world) => findUnschedulable(world, /Insufficient ([\w/-]+(?:\.[\w/-]+)*)/, tooBig),
  },
  {
    id: 'unschedulable-constraint',
    layer: 2,
    behind: 'nothing',
    signal: 'PodScheduled=False for a taint, an affinity, a node selector or a host port',
    advice: 'Drop the rule in the values for this cluster.',
    find: (world) =>
      findUnschedulable(
        world,
        /didn't match (?:Pod's node affinity\/selector|pod (?:anti-)?affinity rules|pod topology[^,.]*)|untolerated taint\(?s?\)?[^,.]*(?:\{[^}]*\})?|didn't satisfy existing pods anti-affinity rules|didn't have free ports[^,.]*|node\(s\) were unschedulable|volume node affinity conflict/,
        constrained,
      ),
  },
  {
    id: 'pvc-no-storageclass',
    layer: 2,
    behind: 'nothing',
    signal: 'a pending claim without a storage class, or with one that does not exist',
    advice: 'Name a storage class that exists, or enable the storage provisioner.',
    find: findNoStorageClass,
  },
  {
    id: 'pvc-provisioning-failed',
    layer: 2,
    behind: 'nothing',
    signal: 'a ProvisioningFailed event of a claim whose storage class exists',
    advice: 'Ask for an access mode and a size that the provisioner can give.',
    find: findProvisioningFailed,
  },
];

interface Told {
  readonly title: string;
  readonly remedy: string;
}

function findUnschedulable(
  world: World,
  pattern: RegExp,
  tell: (pod: Pod, match: RegExpExecArray, world: World) => Told,
): readonly Finding[] {
  const found = world.pods.flatMap((pod) => {
    const condition = pod.status?.conditions?.find((c) => c.type === 'PodScheduled' && c.status === 'False');
    const match = pattern.exec(condition?.message ?? '');
    if (!condition || !match) return [];
    const resources = /Insufficient/.test(condition.message ?? '');
    // Both are said when some nodes lack room and others are excluded; what fits nowhere is the first to change.
    if (resources && !/Insufficient/.test(match[0])) return [];
    return {
      object: world.owner(pod),
      ...tell(pod, match, world),
      confidence: 'high' as const,
      evidence: [quote(`${condition.reason}: ${condition.message}`, evidenceFiles.pods)],
      reproduce: kubectl(world, 'describe', 'pod', pod.metadata.name),
      ...(condition.lastTransitionTime ? { since: Date.parse(condition.lastTransitionTime) } : {}),
    };
  });
  return firstPerObject(found);
}

function tooBig(pod: Pod, match: RegExpExecArray, world: World): Told {
  const resource = match[1] as string;
  const asked = pod.spec.containers
    .map((c) => c.resources?.requests?.[resource] ?? c.resources?.limits?.[resource])
    .filter((v) => v !== undefined);
  const has = world.snapshot.objects.nodes
    .map((node) => node.status?.allocatable?.[resource])
    .filter((v) => v !== undefined);
  const owner = world.owner(pod).name;
  return {
    title: `${owner} asks for more ${resource} than the cluster has`,
    remedy: `Its pod asks for ${asked.join(' + ') || 'more'} ${resource}; ${has.length > 0 ? `a node has ${[...new Set(has)].join(' or ')} in all, less what others hold` : 'no node has that'}. Lower resources.requests.${resource} of ${owner} in the values, or raise cluster.${resource === 'cpu' ? 'cpus' : resource}.`,
  };
}

function constrained(pod: Pod, match: RegExpExecArray, world: World): Told {
  const owner = world.owner(pod).name;
  const selector = Object.entries(pod.spec.nodeSelector ?? {}).map(([key, value]) => `${key}=${value}`);
  const hostPorts = pod.spec.containers.flatMap((c) => c.ports ?? []).flatMap((port) => port.hostPort ?? []);
  if (/free ports/.test(match[0]))
    return {
      title: `${owner} needs host port ${hostPorts.join(', ')}, which is taken`,
      remedy: `Drop hostPort ${hostPorts.join(', ')} of ${owner}, or use strategy Recreate so that the old pod leaves first.`,
    };
  const rule = /taint/.test(match[0])
    ? match[0]
    : selector.length > 0
      ? `nodeSelector ${selector.join(', ')}`
      : match[0];
  return {
    title: `No node satisfies ${owner}: ${rule}`,
    remedy: `Drop the rule (${rule}) of ${owner} in the values for this cluster, or label, untaint or add a node.`,
  };
}

function pendingClaims(world: World): readonly Claim[] {
  const used = new Set(
    world.pods.flatMap((pod) => (pod.spec.volumes ?? []).map((volume) => volume.persistentVolumeClaim?.claimName)),
  );
  return world.snapshot.objects.claims.filter(
    (claim) => claim.status?.phase === 'Pending' && used.has(claim.metadata.name),
  );
}

function findNoStorageClass(world: World): readonly Finding[] {
  const { storageClasses } = world.snapshot.objects;
  const names = storageClasses.map((item) => item.metadata.name);
  const hasDefault = storageClasses.some(
    (item) => item.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true',
  );
  return pendingClaims(world).flatMap((claim) => {
    const wanted = claim.spec?.storageClassName;
    if (wanted ? names.includes(wanted) : hasDefault && wanted === undefined) return [];
    const event = world
      .eventsOf(refOf(claim, 'PersistentVolumeClaim'))
      .findLast((e) => e.reason === 'FailedBinding' || e.reason === 'ProvisioningFailed');
    const { name } = claim.metadata;
    const have = names.length > 0 ? `there is ${names.join(', ')}` : 'the cluster has none';
    return {
      object: refOf(claim, 'PersistentVolumeClaim'),
      title: wanted
        ? `Claim ${name} wants storage class ${wanted}, which does not exist`
        : `Claim ${name} names no storage class, and there is no default one`,
      confidence: event ? ('high' as const) : ('medium' as const),
      evidence: [
        event
          ? quoteEvent(event)
          : quote(`claim ${name} is Pending, storageClassName ${wanted ?? '(none)'}`, evidenceFiles.objects('claims')),
      ],
      remedy: `Set the storage class of ${name} in the values: ${have}${names.length === 0 ? '; enable the storage-provisioner and default-storageclass addons' : ''}.`,
      reproduce: describe(world, { kind: 'pvc', name }),
    };
  });
}

function findProvisioningFailed(world: World): readonly Finding[] {
  const names = world.snapshot.objects.storageClasses.map((item) => item.metadata.name);
  return pendingClaims(world).flatMap((claim) => {
    const event = world
      .eventsOf(refOf(claim, 'PersistentVolumeClaim'))
      .findLast((e) => e.reason === 'ProvisioningFailed' && !/storageclass\S* "[^"]*" not found/.test(e.message ?? ''));
    if (!event || (claim.spec?.storageClassName && !names.includes(claim.spec.storageClassName))) return [];
    const { name } = claim.metadata;
    const asked = [
      ...(claim.spec?.accessModes ?? []),
      ...(claim.spec?.volumeMode ? [`volumeMode ${claim.spec.volumeMode}`] : []),
      claim.spec?.resources?.requests?.storage,
    ].filter((word) => word !== undefined);
    return {
      object: refOf(claim, 'PersistentVolumeClaim'),
      title: `Storage for claim ${name} cannot be made`,
      confidence: 'high' as const,
      evidence: [quoteEvent(event)],
      remedy: `Storage class ${claim.spec?.storageClassName ?? 'default'} refuses claim ${name} (${asked.join(', ')}): ask in the values for what it can give (most give ReadWriteOnce, volumeMode Filesystem), or name another class.`,
      reproduce: describe(world, { kind: 'pvc', name }),
    };
  });
}
