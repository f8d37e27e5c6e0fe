import { quoteArgv } from '../../lib/quote.ts';
import { applicationRef } from '../dependencies.ts';
import { kubectl, quote } from '../evidence.ts';
import type { Finding, Rule } from '../rule.ts';
import type { HttpFact } from '../snapshot.ts';
import { refOf, type World } from '../world.ts';
import { findHeldBack } from './held-back.ts';
import { variablesOf } from './variables.ts';

type FactOf<K extends HttpFact['kind']> = Extract<HttpFact, { kind: K }>;

/** Layer 9: Kubernetes is green, and the answers are wrong. */
export const contractRules: readonly Rule[] = [
  {
    id: 'cors-origin-missing',
    layer: 9,
    behind: 'nothing',
    signal: 'a preflight that does not allow the origin of the UI',
    advice: 'Add the origin to the list of the API.',
    find: (world) => facts(world, 'cors').map((fact) => cors(world, fact)),
  },
  {
    id: 'upstream-wrong',
    layer: 9,
    behind: 'dependency',
    signal: '502, 503 or 504 from a proxy whose upstream is ready, or is not there',
    advice: 'Correct host and port of the upstream.',
    find: (world) => facts(world, 'proxy').map((fact) => proxy(world, fact)),
  },
  {
    id: 'old-version-serving',
    layer: 9,
    behind: 'dependency',
    signal:
      'the version that answers is not the one that the contract names, or a workload is told to keep its old pods: paused, OnDelete, a partition',
    advice: 'See why the new pods do not take over.',
    find: (world) => [...findHeldBack(world), ...facts(world, 'version').map((fact) => version(world, fact))],
  },
  {
    id: 'contract-drift',
    layer: 9,
    behind: 'dependency',
    signal: 'an answer that differs from production where the contract allows no difference',
    advice: 'Correct the application, or the contract when the change is meant.',
    find: (world) =>
      facts(world, 'contract')
        .slice(0, 1)
        .map((fact) => drift(world, fact)),
  },
];

function facts<K extends HttpFact['kind']>(world: World, kind: K): readonly FactOf<K>[] {
  return (world.snapshot.run.http ?? []).filter((fact): fact is FactOf<K> => fact.kind === kind);
}

function cors(world: World, fact: FactOf<'cors'>): Finding {
  const source = world.containers
    .flatMap((container) => variablesOf(world, container).map((variable) => ({ container, variable })))
    .find(({ variable }) => /CORS|ALLOWED_ORIGIN|TRUSTED_ORIGIN/.test(variable.name));
  const setting = fact.setting ?? source?.variable.name ?? 'the list of allowed origins';
  const now = source?.variable.value
    ? ` (now: ${source.variable.value}, from ${source.variable.from})`
    : fact.allowed
      ? ` (it allows ${fact.allowed})`
      : '';
  return {
    object: source?.container.owner ?? applicationRef(world),
    title: `The API does not allow the origin ${fact.origin}`,
    confidence: 'high',
    evidence: [
      quote(
        `OPTIONS ${fact.url} with Origin ${fact.origin}: access-control-allow-origin is ${fact.allowed ?? 'absent'}`,
        fact.file,
      ),
    ],
    remedy: `Add ${fact.origin} to ${setting}${now}.`,
    reproduce: quoteArgv([
      'curl',
      '-si',
      '-X',
      'OPTIONS',
      '-H',
      `Origin: ${fact.origin}`,
      '-H',
      'Access-Control-Request-Method: GET',
      fact.url,
    ]),
    ...(fact.place ? { place: fact.place } : {}),
  };
}

function proxy(world: World, fact: FactOf<'proxy'>): Finding {
  const host = /^(?:https?:\/\/)?([\w.-]+)/.exec(fact.upstream ?? '')?.[1];
  const port = /:(\d+)/.exec(fact.upstream?.replace(/^https?:/, '') ?? '')?.[1];
  const service = host ? world.serviceOf(host) : undefined;
  const ports = (service?.spec?.ports ?? []).map((item) => item.port);
  const why = !fact.upstream
    ? 'see where it proxies to'
    : !service
      ? `there is no Service ${host} in namespace ${world.snapshot.namespace} (there are ${world.snapshot.objects.services.map((item) => item.metadata.name).join(', ')})`
      : port && !ports.includes(Number(port))
        ? `Service ${host} has port ${ports.join(', ')}, not ${port}`
        : `Service ${host} does not answer`;
  return {
    object: applicationRef(world),
    title: `${fact.url} answers ${fact.status}: what stands behind it is wrong`,
    confidence: service ? 'medium' : 'high',
    evidence: [
      quote(`GET ${fact.url}: ${fact.status}${fact.upstream ? `, upstream ${fact.upstream}` : ''}`, fact.file),
    ],
    remedy: `Correct the upstream${fact.upstream ? ` ${fact.upstream}` : ''}: ${why}.`,
    reproduce: quoteArgv(['curl', '-si', fact.url]),
    ...(service ? { waitsFor: [refOf(service, 'Service'), ...world.workloadsBehind(service)] } : {}),
  };
}

function version(world: World, fact: FactOf<'version'>): Finding {
  return {
    object: applicationRef(world),
    title: `Version ${fact.actual} answers, ${fact.expected} was deployed`,
    confidence: 'high',
    evidence: [quote(`GET ${fact.url}: version ${fact.actual}, expected ${fact.expected}`, fact.file)],
    remedy: `Old pods still serve: see why those of ${fact.expected} do not take over (rollout status), or whether the image holds another version than its tag says.`,
    reproduce: kubectl(world, 'rollout', 'status', 'deployment'),
    ...(fact.place ? { place: fact.place } : {}),
  };
}

function drift(world: World, fact: FactOf<'contract'>): Finding {
  const all = facts(world, 'contract');
  return {
    object: applicationRef(world),
    title: `${fact.step} does not answer as production does${all.length > 1 ? `, and ${all.length - 1} more` : ''}`,
    confidence: 'high',
    evidence: all.slice(0, 5).map((one) => quote(`${one.step}: ${one.difference}`, one.file)),
    remedy: `${fact.difference}: correct the application, or the contract when this change is meant.`,
    reproduce: 'taskflow-k8s check',
    ...(fact.place ? { place: fact.place } : {}),
  };
}
