import { nearest } from '../../lib/nearest.ts';
import { describePod, inContainer, kubectl, perContainer, quoteEvent, quoteWaiting } from '../evidence.ts';
import type { Finding, Rule } from '../rule.ts';
import { type Container, refOf, type World } from '../world.ts';
import { firstPerObject } from './outputs.ts';

/** Layers 2 and 4: a Secret, a ConfigMap, or a key of one is not there. */
export const configRules: readonly Rule[] = [
  {
    id: 'mount-missing',
    layer: 2,
    behind: 'nothing',
    signal: 'a FailedMount or FailedScheduling event that names a Secret, ConfigMap, key or claim that does not exist',
    advice: 'Create it, or correct the name in the volume.',
    find: findMount,
  },
  {
    id: 'config-missing',
    layer: 4,
    behind: 'nothing',
    signal:
      'CreateContainerConfigError with `secret "x" not found` or `configmap "x" not found`; a service account that does not exist',
    advice: 'Create it before the release, or correct the name in the values.',
    find: (world) => [
      ...perContainer(world.troubled, (container) => missingObject(world, container)),
      ...missingAccount(world),
    ],
  },
  {
    id: 'config-key-missing',
    layer: 4,
    behind: 'nothing',
    signal: "CreateContainerConfigError with `couldn't find key`",
    advice: 'Add the key to the Secret or ConfigMap, or correct its name in the values.',
    find: (world) => perContainer(world.troubled, (container) => missingKey(world, container)),
  },
];

function missingObject(world: World, container: Container): Finding | undefined {
  const match = /\b(secret|configmap) "([^"]+)" not found/.exec(container.waiting.message);
  if (!match || container.waiting.reason !== 'CreateContainerConfigError') return undefined;
  const kind = match[1] === 'secret' ? 'Secret' : 'ConfigMap';
  const name = match[2] as string;
  return {
    ...inContainer(container),
    title: `${kind} ${name} does not exist`,
    confidence: 'high',
    evidence: [quoteWaiting(container)],
    remedy: `${container.owner.kind} ${container.owner.name} reads ${kind} ${name}, which is not in namespace ${world.snapshot.namespace}${near(world, kind, name)}: ${howToAdd(world, kind, name)}.`,
    reproduce: kubectl(world, 'get', kind.toLowerCase(), name),
  };
}

function missingKey(world: World, container: Container): Finding | undefined {
  const match = /couldn't find key (\S+) in (Secret|ConfigMap) (?:[\w.-]+\/)?([\w.-]+)/.exec(container.waiting.message);
  if (!match) return undefined;
  const [, key = '', kind = '', name = ''] = match;
  const keys = keysOf(world, kind, name);
  return {
    ...inContainer(container),
    title: `${kind} ${name} has no key ${key}`,
    confidence: 'high',
    evidence: [quoteWaiting(container)],
    remedy: `${kind} ${name} has ${keys.length > 0 ? `keys ${keys.join(', ')}` : 'no keys'}, not ${key}: ${add(world, kind, name, key)}.`,
    reproduce: kubectl(world, 'describe', kind.toLowerCase(), name),
  };
}

function keysOf(world: World, kind: string, name: string): readonly string[] {
  const { secrets, configMaps } = world.snapshot.objects;
  if (kind === 'Secret') return Object.keys(secrets.find((secret) => secret.metadata.name === name)?.keys ?? {});
  return Object.keys(configMaps.find((map) => map.metadata.name === name)?.data ?? {});
}

function add(world: World, kind: string, name: string, key: string): string {
  const own = kind === 'Secret' ? world.snapshot.run.ownSecrets?.[name] : undefined;
  const similar = nearest(key, keysOf(world, kind, name));
  const hint = similar ? ` (or was ${similar} meant?)` : '';
  return own ? `add it to \`${own}\`${hint}` : `add it where ${kind} ${name} is made${hint}`;
}

function near(world: World, kind: string, name: string): string {
  const { secrets, configMaps } = world.snapshot.objects;
  const names = (kind === 'Secret' ? secrets : configMaps).map((item) => item.metadata.name);
  const similar = nearest(name, names);
  return similar ? ` (there is ${similar})` : '';
}

function howToAdd(world: World, kind: string, name: string): string {
  if (kind === 'ConfigMap') return 'add it to the chart, or correct the name in the values';
  const own = Object.entries(world.snapshot.run.ownSecrets ?? {}).find(([, from]) => from === `secrets.${name}`);
  if (own)
    return `this run makes it as ${own[0]}, so that a change restarts the pods: let the chart take the name from a value, and map that value's path to ${name} in \`releases.${world.snapshot.run.release ?? '*'}.secrets\``;
  return Object.keys(world.snapshot.run.ownSecrets ?? {}).length > 0 || world.snapshot.run.release !== undefined
    ? `add ${name} to \`secrets:\`, or correct the name in the values`
    : 'create it, or correct the name in the values';
}

function missingAccount(world: World): readonly Finding[] {
  return firstPerObject(
    world.snapshot.objects.events.flatMap((event) => {
      const match = /error looking up service account [\w.-]+\/([\w.-]+)/.exec(event.message ?? '');
      if (!match || world.snapshot.objects.serviceAccounts.some((account) => account.metadata.name === match[1]))
        return [];
      const { kind = 'ReplicaSet', name = '', namespace = world.snapshot.namespace } = event.involvedObject ?? {};
      const parent = world.snapshot.objects.workloads.find((w) => w.kind === kind && w.metadata.name === name)?.metadata
        .ownerReferences?.[0];
      return {
        object: { kind: parent?.kind ?? kind, name: parent?.name ?? name, namespace },
        title: `ServiceAccount ${match[1]} does not exist`,
        confidence: 'high' as const,
        evidence: [quoteEvent(event)],
        remedy: `Create ServiceAccount ${match[1]} in the chart (serviceAccount.create: true), or correct serviceAccount.name in the values.`,
        reproduce: kubectl(world, 'get', 'serviceaccounts'),
      };
    }),
  );
}

const missingVolume =
  /MountVolume\.SetUp failed for volume "([^"]+)" ?: (?:(secret|configmap) "([^"]+)" not found|(?:\w+ )?references non-existent (secret|config) key: (\S+))|persistentvolumeclaim "([^"]+)" not found/;

function findMount(world: World): readonly Finding[] {
  const found = world.pods.flatMap((pod) => {
    if (pod.status?.phase !== 'Pending') return [];
    const event = world
      .eventsOf(refOf(pod, 'Pod'))
      .findLast((candidate) => missingVolume.test(candidate.message ?? ''));
    const match = missingVolume.exec(event?.message ?? '');
    const container = world.containers.find((candidate) => candidate.pod === pod);
    if (!event || !match || !container) return [];
    const [, volume, kind, name, , key, claim] = match;
    const source = pod.spec.volumes?.find((candidate) => candidate.name === volume);
    const holder = source?.secret?.secretName ?? source?.configMap?.name ?? '';
    const holderKind = source?.secret ? 'Secret' : 'ConfigMap';
    const what = claim
      ? `claim ${claim}`
      : name
        ? `${kind === 'secret' ? 'Secret' : 'ConfigMap'} ${name}`
        : `key ${key} of ${holderKind} ${holder}`;
    const keys = key ? ` It has ${keysOf(world, holderKind, holder).join(', ') || 'no keys'}.` : '';
    return {
      ...inContainer(container),
      title: `Volume ${volume ?? claim} needs ${what}, which does not exist`,
      confidence: 'high' as const,
      evidence: [quoteEvent(event)],
      remedy: `Create ${what} in namespace ${world.snapshot.namespace}, or correct volume ${volume ?? claim} of ${container.owner.kind} ${container.owner.name}.${keys}`,
      reproduce: describePod(world, container),
    };
  });
  return firstPerObject(found);
}
