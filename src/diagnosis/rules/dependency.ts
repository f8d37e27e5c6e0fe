import { nearest } from '../../lib/nearest.ts';
import {
  findInLogs,
  inContainer,
  kubectl,
  type LogHit,
  perContainer,
  quote,
  quoteEvent,
  readLogs,
} from '../evidence.ts';
import type { Finding, Ref, Rule } from '../rule.ts';
import { type Container, refOf, type World } from '../world.ts';

/** Layer 5: something that the application needs does not answer. Its own fault is the cause, when it has one. */
export const dependencyRules: readonly Rule[] = [
  {
    id: 'dependency-refused',
    layer: 5,
    behind: 'dependency',
    signal: '`connection refused` or an unknown host in the log, or a readiness probe that answers 500 or 503',
    advice: 'Start what it needs first; correct host and port when there is no such Service.',
    find: (world) =>
      perContainer(
        world.troubled.filter((container) => !container.init),
        (container) => refused(world, container) ?? saysNotReady(world, container),
      ),
  },
  {
    id: 'init-waits',
    layer: 6,
    behind: 'dependency',
    signal: 'an init container that has been running for more than 20 s while the pod is not initialised',
    advice: 'Start what it waits for; correct the host when there is no such Service.',
    find: (world) =>
      perContainer(
        world.troubled.filter((container) => container.init),
        (container) => initWaits(world, container),
      ),
  },
];

export interface Target {
  readonly host: string;
  readonly port?: string;
}

const patterns: readonly RegExp[] = [
  /(?:ENOTFOUND|EAI_AGAIN) ([\w.-]+)/,
  /could not translate host name "([^"]+)"/,
  /lookup ([\w.-]+)(?: on [\d.:]+)?: (?:no such host|server misbehaving|i\/o timeout)/,
  /(?:nodename nor servname provided|Name or service not known|Temporary failure in name resolution|bad address)[^\n]*?'?([\w.-]*)'?/,
  /connection to server at "([^"]+)"(?: \([^)]*\))?, port (\d+) failed: (?:Connection refused|timeout|Connection timed out)/,
  /ECONNREFUSED ([\d.]+|::1):(\d+)/,
  /dial tcp ([\w.-]+|\[[^\]]+\]):(\d+): connect: connection refused/,
  /[Cc]onnect(?:ion)? (?:call failed \('|to )([\w.-]+)'?(?:,? (?:port )?|:)(\d+)[^\n]*(?:refused|failed|timed out)/,
  /(?:[Cc]onnection refused|Errno 111|could not connect to server)[^\n]*/,
];

/** Last error first; the host is found in the line, or it stays unknown. */
export function refusedTarget(
  world: World,
  container: Container,
): { readonly hit: LogHit; readonly target: Target } | undefined {
  for (const pattern of patterns) {
    const hit = findInLogs(world, container, pattern);
    if (hit)
      return {
        hit,
        target: { host: hit.match[1] || hostIn(world, hit.line), ...(hit.match[2] ? { port: hit.match[2] } : {}) },
      };
  }
  return undefined;
}

function hostIn(world: World, line: string): string {
  const words = line.match(/[a-z0-9][a-z0-9.-]*[a-z0-9]/g) ?? [];
  return words.find((word) => world.serviceOf(word) !== undefined) ?? '';
}

function refused(world: World, container: Container): Finding | undefined {
  const found = refusedTarget(world, container);
  if (!found) return undefined;
  const { hit, target } = found;
  return {
    ...inContainer(container),
    ...tell(world, target, container.owner.name),
    confidence: target.host ? 'medium' : 'low',
    evidence: [quote(hit.line, hit.file)],
    reproduce: readLogs(world, container),
  };
}

interface Told {
  readonly title: string;
  readonly remedy: string;
  readonly waitsFor?: readonly Ref[];
}

export function tell(world: World, { host, port }: Target, who: string): Told {
  const at = port ? `${host}:${port}` : host;
  if (host === '')
    return {
      title: `${who} cannot reach something that it needs`,
      remedy: `The log line does not name a Service: see what ${who} connects to, and whether that runs.`,
    };
  if (/^(?:127\.|localhost$|::1$)/.test(host))
    return {
      title: `${who} looks for ${at} inside its own pod`,
      waitsFor: [],
      remedy: `Inside a pod localhost is the pod itself: give ${who} the name of the Service instead of ${at}.`,
    };
  const service = world.serviceOf(host);
  if (!service) {
    const names = world.snapshot.objects.services.map((item) => item.metadata.name);
    const similar = nearest(host.split('.')[0] ?? host, names);
    return {
      title: `${who} cannot reach ${at}`,
      waitsFor: [],
      remedy: `There is no Service ${host} in namespace ${world.snapshot.namespace}${similar ? ` (there is ${similar})` : names.length > 0 ? ` (there are ${names.join(', ')})` : ''}: correct the host in the configuration of ${who}, or deploy it first.`,
    };
  }
  const { name } = service.metadata;
  const ports = (service.spec?.ports ?? []).map((item) => item.port);
  const behind = world.workloadsBehind(service);
  const wrongPort = port !== undefined && !ports.includes(Number(port));
  return {
    title: `${who} cannot reach ${at}`,
    waitsFor: [refOf(service, 'Service'), ...behind],
    remedy: wrongPort
      ? `Service ${name} has port ${ports.join(', ')}, not ${port}: correct the port in the configuration of ${who}.`
      : `Service ${name} does not answer: look at ${behind.map((ref) => `${ref.kind} ${ref.name}`).join(', ') || 'its selector'} first.`,
  };
}

function saysNotReady(world: World, container: Container): Finding | undefined {
  if (!container.status?.state?.running || container.status.ready) return undefined;
  const pattern = /(?:Readiness|Startup) probe failed: HTTP probe failed with statuscode: (5\d\d)/;
  const event = world
    .eventsOf(refOf(container.pod, 'Pod'))
    .findLast((candidate) => pattern.test(candidate.message ?? ''));
  if (!event) return undefined;
  const status = pattern.exec(event.message ?? '')?.[1];
  const probe = container.spec.readinessProbe?.httpGet;
  return {
    ...inContainer(container),
    title: `${container.owner.name} answers ${status} on ${probe?.path ?? 'its probe'}: it says itself that it is not ready`,
    confidence: 'medium',
    evidence: [quoteEvent(event)],
    remedy: `Ask it why: GET ${probe?.path ?? '/'} on port ${probe?.port ?? '?'} of the pod, and read its log; usually something that it needs is missing.`,
    reproduce: kubectl(world, 'port-forward', container.pod.metadata.name, `${String(probe?.port ?? 8080)}`),
  };
}

const patienceMs = 20_000;

function initWaits(world: World, container: Container): Finding | undefined {
  const startedAt = container.status?.state?.running?.startedAt;
  if (!startedAt || container.spec.restartPolicy === 'Always') return undefined;
  if (Date.parse(world.snapshot.takenAt) - Date.parse(startedAt) < patienceMs) return undefined;
  const host = waitedHost(world, container);
  const told = tell(world, { host }, container.owner.name);
  const log = world.logs(container).find((candidate) => candidate.text.trim() !== '');
  return {
    ...inContainer(container),
    title: host
      ? `Init container ${container.name} waits for ${host}`
      : `Init container ${container.name} does not end`,
    confidence: host ? 'high' : 'medium',
    evidence: [
      quote(log?.text.trim().split('\n').at(-1) ?? `${container.name} has been running since ${startedAt}`, log?.file),
    ],
    remedy: host
      ? told.remedy
      : `See what ${container.name} of ${container.owner.name} waits for: its command is \`${[...(container.spec.command ?? []), ...(container.spec.args ?? [])].join(' ').slice(0, 160)}\`.`,
    reproduce: kubectl(world, 'logs', container.pod.metadata.name, '-c', container.name),
    ...(told.waitsFor ? { waitsFor: told.waitsFor } : {}),
  };
}

/** The host stands in the log, or in the command that polls it. */
function waitedHost(world: World, container: Container): string {
  const named = findInLogs(
    world,
    container,
    /(?:[Ww]aiting for|can't resolve|bad address|could not connect to|no such host|connect to) '?([a-z0-9][\w.-]*)'?/,
  )?.match[1];
  const command = [...(container.spec.command ?? []), ...(container.spec.args ?? [])].join(' ');
  const polled =
    /(?:nslookup|getent hosts|ping -c ?\d+|nc -z\w*(?: -w ?\d+)?|pg_isready.*-h|wget\b[^\n;|&]*?\/\/|curl\b[^\n;|&]*?\/\/) ?([a-z0-9][\w.-]*)/.exec(
      command,
    )?.[1];
  return hostIn(world, `${named ?? ''} ${command}`) || (named ?? polled ?? '').replace(/\.+$/, '');
}
