import { nearest } from '../../lib/nearest.ts';
import { describePod, findInLogs, inContainer, perContainer, quote } from '../evidence.ts';
import type { Quote, Rule } from '../rule.ts';
import { type BuiltImage, evidenceFiles } from '../snapshot.ts';
import { type Container, refOf, type World } from '../world.ts';

interface Refusal {
  readonly id: Rule['id'];
  readonly signal: string;
  readonly advice: string;
  readonly infrastructure?: true;
  readonly holds: (message: string, container: Container, made: Made) => boolean;
  readonly tell: (container: Container, world: World) => { readonly title: string; readonly remedy: string };
}

interface Made {
  /** What this run built under exactly this name. */
  readonly same?: BuiltImage | undefined;
  /** What it built under this name with another tag, where no registry is named: a name of its own, which no registry knows. */
  readonly sibling?: string | undefined;
}

/** In this order: of one failed pull, the first that holds is told. */
const refusals: readonly Refusal[] = [
  {
    id: 'image-arch',
    signal: '`no match for platform` in the pull error, or `exec format error` at the start',
    advice: 'Build the image for the platform of the node.',
    holds: (message) => /no match(?:ing manifest)? for (?:platform|linux\/)|exec format error/.test(message),
    tell: wrongPlatform,
  },
  {
    id: 'image-not-loaded',
    signal: 'ErrImageNeverPull, or a failed pull of an image that this run has built',
    advice: 'Load the image into the cluster, and set imagePullPolicy to IfNotPresent.',
    holds: (_, container, { same }) => container.waiting.reason === 'ErrImageNeverPull' || same !== undefined,
    tell: (container, world) => ({
      title: `Image ${imageOf(container)} is not in the cluster`,
      remedy: `Load it (${loadCommand(container, world)}), or set imagePullPolicy: IfNotPresent for ${container.owner.name} so that it may be pulled${meant(container, world)}.`,
    }),
  },
  {
    id: 'image-network',
    signal: 'a pull that fails on name, route, time-out, certificate or rate limit of the registry',
    advice: 'Not the chart: try again, use a mirror, or load the image beforehand.',
    infrastructure: true,
    holds: (message, _, { sibling }) => unreachable.test(message) && !sibling,
    tell: (container) => ({
      title: `The registry of ${imageOf(container)} cannot be reached`,
      remedy: `${registryOf(imageOf(container))} does not answer as a registry should: try again, use a mirror, or load ${imageOf(container)} into the cluster beforehand.`,
    }),
  },
  {
    id: 'image-auth',
    signal: 'a pull refused with 401, 403 or `pull access denied`',
    advice: 'Give the pod a pull secret for this registry.',
    holds: (message, _, { sibling }) => refused.test(message) && !sibling,
    tell: (container, world) => ({
      title: `The registry refuses to give ${imageOf(container)}`,
      remedy: pullSecret(container, world),
    }),
  },
  {
    id: 'image-not-found',
    signal:
      'a pull that fails with `not found` or `manifest unknown`, or of a tag that this run has not built of its own image',
    advice: 'Correct repository and tag; the nearest image that was built is named.',
    holds: (message, _, { sibling }) => /not found|manifest unknown|name unknown|NotFound/i.test(message) || !!sibling,
    tell: (container, world) => ({
      title: siblingOf(world, container)
        ? `This run has built no ${imageOf(container)}`
        : `Image ${imageOf(container)} does not exist`,
      remedy: `Correct the image of ${container.owner.name} (container ${container.name}) in the values: ${imageOf(container)} ${siblingOf(world, container) ? 'is not what was built' : 'is not in its registry'}${meant(container, world)}.`,
    }),
  },
];

const unreachable =
  /no such host|i\/o timeout|connect: connection refused|network is unreachable|no route to host|server gave HTTP response to HTTPS client|TOOMANYREQUESTS|too many requests|TLS handshake timeout|x509:|context deadline exceeded|Temporary failure|proxyconnect|connection reset|: EOF|50[0234] (?:Bad Gateway|Service|Internal)/i;
const refused =
  /401 Unauthorized|403 Forbidden|pull access denied|authorization failed|authentication required|insufficient_scope|no basic auth credentials|unauthorized:/i;

export const pullRules: readonly Rule[] = refusals.map((refusal) => ({
  id: refusal.id,
  layer: 3,
  behind: 'nothing',
  ...(refusal.infrastructure ? { infrastructure: refusal.infrastructure } : {}),
  signal: refusal.signal,
  advice: refusal.advice,
  find: (world) =>
    perContainer(world.troubled, (container) => {
      const error = pullError(world, container) ?? formatError(world, container);
      const first =
        error && refusals.find((candidate) => candidate.holds(error.text, container, madeOf(world, container)));
      if (!error || first?.id !== refusal.id) return undefined;
      return {
        ...inContainer(container),
        ...refusal.tell(container, world),
        confidence: 'high' as const,
        evidence: [error],
        reproduce: describePod(world, container),
      };
    }),
}));

const pullReasons = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'RegistryUnavailable',
  'ImageInspectError',
]);

/** Why the image could not be pulled. The back-off message alone does not say it, the event before it does. */
export function pullError(world: World, container: Container): Quote | undefined {
  const { reason, message } = container.waiting;
  if (!pullReasons.has(reason)) return undefined;
  const told = (text: string) => /Failed to pull|rpc error|failed to resolve|not present with pull policy/.test(text);
  if (told(message)) return quote(`${reason}: ${message}`, evidenceFiles.pods);
  const image = imageOf(container);
  const events = world.eventsOf(refOf(container.pod, 'Pod'));
  const event = events.findLast((candidate) => told(candidate.message ?? '') && candidate.message?.includes(image));
  return event
    ? quote(`${event.reason}: ${event.message}`, evidenceFiles.events)
    : quote(`${reason}: ${message}`, evidenceFiles.pods);
}

function formatError(world: World, container: Container): Quote | undefined {
  const text = `${container.waiting.message} ${container.ended?.message ?? ''}`;
  if (/exec format error/.test(text)) return quote(text, evidenceFiles.pods);
  const hit = container.ended ? findInLogs(world, container, /exec format error/) : undefined;
  return hit ? quote(hit.line, hit.file) : undefined;
}

export function imageOf(container: Container): string {
  return container.spec.image ?? '';
}

export function builtAs(world: World, container: Container): BuiltImage | undefined {
  return world.snapshot.run.images?.find((image) => normal(image.ref) === normal(imageOf(container)));
}

function madeOf(world: World, container: Container): Made {
  return { same: builtAs(world, container), sibling: siblingOf(world, container) };
}

function siblingOf(world: World, container: Container): string | undefined {
  const repository = (ref: string): string => normal(ref).replace(/[:@][^/]+$/, '');
  const image = imageOf(container);
  if (registryOf(image) !== 'docker.io' || builtAs(world, container)) return undefined;
  return world.snapshot.run.images?.find(({ ref }) => repository(ref) === repository(image))?.ref;
}

function loadCommand(container: Container, { snapshot: { context } }: World): string {
  const image = imageOf(container);
  if (context?.startsWith('kind-')) return `kind load docker-image ${image} --name ${context.slice('kind-'.length)}`;
  return `minikube image load ${image}${context ? ` -p ${context}` : ''}`;
}

function normal(ref: string): string {
  const full = ref.replace(/^docker\.io\//, '').replace(/^library\//, '');
  return /[:@][^/]+$/.test(full) ? full : `${full}:latest`;
}

function meant(container: Container, world: World): string {
  const built = world.snapshot.run.images?.map((image) => image.ref) ?? [];
  if (built.length === 0) return '';
  const similar = nearest(imageOf(container), built);
  return similar ? `; this run built ${similar}` : `; this run built ${built.join(', ')}`;
}

function registryOf(image: string): string {
  const [host = ''] = image.split('/');
  return image.includes('/') && /[.:]|^localhost$/.test(host) ? host : 'docker.io';
}

function pullSecret(container: Container, world: World): string {
  const host = registryOf(imageOf(container));
  const names = (container.pod.spec.imagePullSecrets ?? []).flatMap((secret) => secret.name ?? []);
  const missing = names.filter(
    (name) => !world.snapshot.objects.secrets.some((secret) => secret.metadata.name === name),
  );
  if (names.length === 0)
    return `${container.owner.name} has no imagePullSecrets: create one for ${host} (kubectl create secret docker-registry) and name it in the values, if ${imageOf(container)} exists.`;
  if (missing.length > 0)
    return `Pull secret ${missing.join(', ')} does not exist in namespace ${world.snapshot.namespace}: create it for ${host}.`;
  return `Pull secret ${names.join(', ')} does not fit ${host}: renew its user and password, or check that it names this host.`;
}

function wrongPlatform(container: Container, world: World) {
  const node = world.snapshot.objects.nodes[0]?.status?.nodeInfo?.architecture ?? 'of another kind';
  const image = builtAs(world, container)?.architecture;
  return {
    title: `Image ${imageOf(container)} is for another processor`,
    remedy: `The node is ${node}${image ? `, the image ${image}` : ''}: build ${imageOf(container)} with --platform linux/${node === 'of another kind' ? 'amd64' : node}.`,
  };
}
