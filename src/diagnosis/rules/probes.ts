import { describePod, findInLogs, inContainer, perContainer, quote, quoteEvent } from '../evidence.ts';
import type { KubeEvent, Probe } from '../kube.ts';
import type { Finding, Quote, Rule } from '../rule.ts';
import { type Container, refOf, type World } from '../world.ts';

/** Layer 6: the process runs, and a probe says no. */
export const probeRules: readonly Rule[] = [
  {
    id: 'liveness-kills',
    layer: 6,
    behind: 'same',
    signal: 'Killing events for a failed liveness or startup probe',
    advice: 'Correct path and port of the probe, or give the application time with a startupProbe.',
    find: (world) => perContainer(world.containers, (container) => killed(world, container)),
  },
  {
    id: 'readiness-wrong-path',
    layer: 6,
    behind: 'same',
    signal: 'a readiness or startup probe that gets 404',
    advice: 'Point the probe at a path that the application has.',
    find: (world) =>
      unready(
        world,
        /(Readiness|Startup) probe failed: HTTP probe failed with statuscode: (404|405|410|400|401|403|30\d)/,
        wrongPath,
      ),
  },
  {
    id: 'readiness-wrong-port',
    layer: 6,
    behind: 'dependency',
    signal: 'a readiness or startup probe that is refused while the container runs',
    advice: 'Point the probe at the port that the application listens on.',
    find: (world) =>
      unready(
        world,
        /(Readiness|Startup) probe failed: .*(?:dial tcp|connect)[^\n]*?:(\d+):? .*connection refused|(Readiness|Startup) probe errored[^\n]*couldn't find a container port/,
        wrongPort,
      ),
  },
  {
    id: 'probe-timeout',
    layer: 6,
    behind: 'dependency',
    signal: 'a probe that gets no answer in time',
    advice: 'Raise timeoutSeconds, add a startupProbe, or raise the CPU limit.',
    find: (world) =>
      unready(
        world,
        /(Readiness|Startup) probe (?:failed|errored)[^\n]*(?:context deadline exceeded|Client\.Timeout|i\/o timeout|timed out)/,
        tooSlow,
      ),
  },
];

type Tell = (world: World, container: Container, match: RegExpExecArray) => Told | undefined;

type Told = Pick<Finding, 'title' | 'remedy' | 'confidence'> & { readonly also?: readonly Quote[] };

function unready(world: World, pattern: RegExp, tell: Tell): readonly Finding[] {
  return perContainer(
    world.troubled.filter(
      (container) => !container.init && container.status?.state?.running && !container.status.ready,
    ),
    (container) => {
      const event = probeEvents(world, container).findLast((candidate) =>
        /(?:Readiness|Startup) probe/.test(candidate.message ?? ''),
      );
      const match = pattern.exec(event?.message ?? '');
      const answer = match && tell(world, container, match);
      if (!event || !answer) return undefined;
      const { also = [], ...told } = answer;
      return {
        ...inContainer(container),
        ...told,
        evidence: [quoteEvent(event), ...also],
        reproduce: describePod(world, container),
      };
    },
  );
}

function probeEvents(world: World, container: Container): readonly KubeEvent[] {
  const field = `{${container.name}}`;
  const events = world.eventsOf(refOf(container.pod, 'Pod'));
  return events.filter((event) => {
    const path = (event.involvedObject as { fieldPath?: string } | undefined)?.fieldPath;
    return path === undefined || path.endsWith(field);
  });
}

function probeOf(container: Container, match: RegExpExecArray): Probe | undefined {
  return match[1] === 'Startup' ? container.spec.startupProbe : container.spec.readinessProbe;
}

function wrongPath(world: World, container: Container, match: RegExpExecArray): ReturnType<Tell> {
  const path = probeOf(container, match)?.httpGet?.path ?? '/';
  const other = [container.spec.livenessProbe, container.spec.startupProbe]
    .map((probe) => probe?.httpGet?.path)
    .find((candidate) => candidate && candidate !== path);
  const served = findInLogs(world, container, /"?GET (\/\S*)(?: HTTP\/[\d.]+)?"? 200/);
  const hint = other ?? served?.match[1];
  return {
    title: `The ${match[1]?.toLowerCase()} probe of ${container.owner.name} asks for ${path}, which answers ${match[2]}`,
    confidence: 'high',
    remedy: `Correct ${match[1]?.toLowerCase()}Probe.httpGet.path of container ${container.name} in the values: ${path} answers ${match[2]}${hint ? `; ${hint} answers` : ''}.`,
    also: served ? [quote(served.line, served.file)] : [],
  };
}

const listening =
  /(?:listening|running|started|serving|ready)\b[^\n]*?(?:on|at|port)[^\n]*?(?::|port[ =:]+)(\d{2,5})\b|Local:\s+https?:\/\/[^:\s]+:(\d{2,5})|Uvicorn running on https?:\/\/[^:\s]+:(\d{2,5})|listening (?:on|at) (\d{2,5})\b/i;

/** With an error of its own: 137 and 143 are those of a kill, as by a liveness probe on the same wrong port. */
function endedByItself({ status }: Container): boolean {
  const code = status?.lastState?.terminated?.exitCode;
  return code !== undefined && ![0, 137, 143].includes(code);
}

/** The port that the application says it listens on, in its own log. */
export function listenedPort(world: World, container: Container) {
  const hit = findInLogs(world, container, listening);
  const port = hit?.match.slice(1).find((group) => group !== undefined);
  return hit && port ? { port: Number(port), quote: quote(hit.line, hit.file) } : undefined;
}

function wrongPort(world: World, container: Container, match: RegExpExecArray): ReturnType<Tell> {
  // A program that ends by itself is refused on every port while it is away.
  if (endedByItself(container)) return undefined;
  const asked =
    match[2] ?? String(probeOf(container, match)?.httpGet?.port ?? probeOf(container, match)?.tcpSocket?.port ?? '?');
  const heard = listenedPort(world, container);
  const declared = container.spec.ports?.map((port) => port.containerPort) ?? [];
  const other =
    heard && heard.port !== Number(asked)
      ? heard.port
      : declared.find((port) => port !== Number(asked) && !declared.includes(Number(asked)));
  return {
    title: other
      ? `The readiness probe of ${container.owner.name} asks port ${asked}, it listens on ${other}`
      : `Nobody listens on port ${asked} of ${container.owner.name}`,
    confidence: heard && other ? 'high' : other ? 'medium' : 'low',
    remedy: other
      ? `Correct the port of the readinessProbe of container ${container.name} in the values: ${asked} is refused, it listens on ${other}.`
      : `See why container ${container.name} does not listen on ${asked}: it may still be starting, or listen on 127.0.0.1 only.`,
    also: heard ? [heard.quote] : [],
  };
}

function tooSlow(_world: World, container: Container, match: RegExpExecArray): ReturnType<Tell> {
  const probe = probeOf(container, match);
  const cpu = container.spec.resources?.limits?.cpu;
  const seconds = probe?.timeoutSeconds ?? 1;
  return {
    title: `The ${match[1]?.toLowerCase()} probe of ${container.owner.name} gets no answer within ${seconds} s`,
    confidence: 'high',
    remedy: `Raise ${match[1]?.toLowerCase()}Probe.timeoutSeconds (now ${seconds}) of container ${container.name} in the values${cpu ? `, or its CPU limit of ${cpu}` : ', or find out why it answers so slowly'}.`,
  };
}

function killed(world: World, container: Container): Finding | undefined {
  const events = probeEvents(world, container);
  const kills = events.filter(
    (event) => event.reason === 'Killing' && /failed (liveness|startup) probe/.test(event.message ?? ''),
  );
  const count = kills.reduce((sum, event) => sum + (event.count ?? event.series?.count ?? 1), 0);
  if (count === 0 || (count < 2 && container.status?.ready)) return undefined;
  const kind = /failed (liveness|startup) probe/.exec(kills.at(-1)?.message ?? '')?.[1] ?? 'liveness';
  const failure = events.findLast(
    (event) => event.reason === 'Unhealthy' && new RegExp(`${kind} probe`, 'i').test(event.message ?? ''),
  );
  const probe = kind === 'startup' ? container.spec.startupProbe : container.spec.livenessProbe;
  const heard = listenedPort(world, container);
  const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port;
  const elsewhere = heard && typeof port === 'number' && heard.port !== port && /refused/.test(failure?.message ?? '');
  const path = /statuscode: 4/.test(failure?.message ?? '')
    ? ` ${probe?.httpGet?.path} is not a path that it has.`
    : '';
  return {
    ...inContainer(container),
    title: `The ${kind} probe of ${container.owner.name} kills it`,
    confidence: 'high',
    evidence: [...kills.slice(-1), ...(failure ? [failure] : [])]
      .map(quoteEvent)
      .concat(elsewhere ? [heard.quote] : []),
    remedy: elsewhere
      ? `Correct the port of the ${kind}Probe of container ${container.name}: it asks ${port}, the application listens on ${heard.port}.`
      : `Correct the ${kind}Probe of container ${container.name} in the values:${path} give it time with a startupProbe, a larger failureThreshold (now ${probe?.failureThreshold ?? 3}) or timeoutSeconds (now ${probe?.timeoutSeconds ?? 1}).`,
    reproduce: describePod(world, container),
  };
}
