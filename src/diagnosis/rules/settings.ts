import { findInLogs, inContainer, kubectl, perContainer, quote } from '../evidence.ts';
import type { Finding, Rule } from '../rule.ts';
import { evidenceFiles } from '../snapshot.ts';
import { type Container, keyOf, type World } from '../world.ts';
import { type Variable, variablesOf } from './variables.ts';

/** Layer 5: all pods are well, and their settings do not fit each other or are old. */
export const settingRules: readonly Rule[] = [
  {
    id: 'jwt-secret-mismatch',
    layer: 5,
    behind: 'nothing',
    signal: 'a token that was just given is refused, and two workloads get the signing secret from different sources',
    advice: 'Let both read the same key of the same Secret.',
    find: findTokenMismatch,
  },
  {
    id: 'stale-config',
    layer: 5,
    behind: 'nothing',
    signal: 'a Secret or ConfigMap that changed after the containers that read it had started, while something fails',
    advice: 'Restart the pods; add a checksum annotation to the pod template.',
    find: findStale,
  },
];

const signing = /(?:JWT|AUTH|TOKEN|SESSION|SIGNING|COOKIE)\w*SECRET|SECRET_KEY|JWT_KEY/;
const badSignature =
  /invalid signature|[Ss]ignature verification failed|JWSSignatureVerificationFailed|InvalidSignatureError|bad signature|signature mismatch/;

function findTokenMismatch(world: World): readonly Finding[] {
  const told = world.snapshot.run.http?.find((fact) => fact.kind === 'rejected-token');
  const [hit] = perContainer(world.containers, (container) => findInLogs(world, container, badSignature));
  if (!told && !hit) return [];
  const pair = differingPair(world);
  if (!pair) return [];
  const [one, two] = pair;
  const evidence = [
    ...(told && told.kind === 'rejected-token'
      ? [
          quote(
            `${told.url} answers ${told.status} to a token that was just given${told.text ? `: ${told.text}` : ''}`,
            told.file,
          ),
        ]
      : []),
    ...(hit ? [quote(hit.line, hit.file)] : []),
    quote(
      `${one.who}: ${one.variable.name} = ${one.variable.value} (${one.variable.from}); ${two.who}: ${two.variable.name} = ${two.variable.value} (${two.variable.from})`,
      evidenceFiles.pods,
    ),
  ];
  return [
    {
      object: two.owner,
      title: `${one.who} and ${two.who} sign with different secrets`,
      confidence: told || hit ? 'high' : 'medium',
      evidence,
      remedy: `${one.who} gets ${one.variable.name} from ${one.variable.from}, ${two.who} gets ${two.variable.name} from ${two.variable.from}, and the values differ: let both read the same key.`,
      reproduce: kubectl(world, 'get', 'deployments', '-o', 'yaml'),
    },
  ];
}

interface Reader {
  readonly who: string;
  readonly owner: Container['owner'];
  readonly variable: Variable;
}

/** Two workloads that have a signing secret of the same name, or each just one, with different marks. */
function differingPair(world: World): readonly [Reader, Reader] | undefined {
  const readers = perContainer(world.containers, (container) => container).flatMap((container) =>
    variablesOf(world, container)
      .filter((variable) => signing.test(variable.name) && markOf(variable) !== undefined)
      .map((variable): Reader => ({ who: container.owner.name, owner: container.owner, variable })),
  );
  const pairs = readers.flatMap((one, index) => readers.slice(index + 1).map((two) => [one, two] as const));
  const apart = pairs.filter(
    ([one, two]) => keyOf(one.owner) !== keyOf(two.owner) && markOf(one.variable) !== markOf(two.variable),
  );
  return apart.find(([one, two]) => one.variable.name === two.variable.name) ?? apart[0];
}

function markOf(variable: Variable): string | undefined {
  return /#([0-9a-f]{6})\*\*\*/.exec(variable.value ?? '')?.[1];
}

function findStale(world: World): readonly Finding[] {
  const complains = (world.snapshot.run.http?.length ?? 0) > 0 || world.troubled.length > 0;
  if (!complains) return [];
  return perContainer(
    world.containers.filter((container) => !container.init),
    (container) => stale(world, container),
  );
}

function stale(world: World, container: Container): Finding | undefined {
  const startedAt = Date.parse(container.status?.state?.running?.startedAt ?? '');
  const read = variablesOf(world, container).find((variable) => changedAt(world, variable) > startedAt + 1000);
  if (!read || Number.isNaN(startedAt)) return undefined;
  const source = read.from.replace(/, key .*/, '');
  return {
    ...inContainer(container),
    title: `${container.owner.name} runs with an old ${source}`,
    confidence: 'medium',
    evidence: [
      quote(
        `${source} changed at ${new Date(changedAt(world, read)).toISOString()}, container ${container.name} has been running since ${new Date(startedAt).toISOString()}`,
        evidenceFiles.pods,
      ),
    ],
    remedy: `Restart it (\`${kubectl(world, 'rollout', 'restart', container.owner.kind.toLowerCase(), container.owner.name)}\`), and add a checksum/config annotation to its pod template, so that a change of ${source} does it by itself.`,
    reproduce: kubectl(world, 'get', 'pods', '-o', 'wide'),
  };
}

function changedAt(world: World, variable: Variable): number {
  const { secrets, configMaps } = world.snapshot.objects;
  const object = variable.secret
    ? secrets.find((item) => item.metadata.name === variable.secret)
    : configMaps.find((item) => item.metadata.name === variable.configMap);
  const times = (object?.metadata.managedFields ?? [])
    .map((field) => Date.parse(field.time ?? ''))
    .filter((time) => !Number.isNaN(time));
  return Math.max(-Infinity, ...times);
}
