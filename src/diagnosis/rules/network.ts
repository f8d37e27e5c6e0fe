import { nearest } from '../../lib/nearest.ts';
import { describe, kubectl, quote } from '../evidence.ts';
import type { ContainerSpec, Pod, Service } from '../kube.ts';
import type { Finding, Rule } from '../rule.ts';
import { evidenceFiles } from '../snapshot.ts';
import { type Container, keyOf, refOf, selects, type World } from '../world.ts';
import { listenedPort } from './probes.ts';

/** Layer 7: the pods are well, and nobody reaches them. */
export const networkRules: readonly Rule[] = [
  {
    id: 'selector-no-match',
    layer: 7,
    behind: 'nothing',
    signal: 'a Service whose selector fits no pod and no pod template',
    advice: 'Make the selector of the Service equal to the labels of the pods.',
    find: (world) => selecting(world).flatMap((service) => noMatch(world, service)),
  },
  {
    id: 'selector-wrong-pods',
    layer: 7,
    behind: 'nothing',
    signal: 'a Service whose selector fits pods of different components',
    advice: 'Add the component to the selector.',
    find: (world) => selecting(world).flatMap((service) => wrongPods(world, service)),
  },
  {
    id: 'named-port-missing',
    layer: 7,
    behind: 'nothing',
    signal: 'a named targetPort that no container of the pods declares',
    advice: 'Name the port in the container, or use its number.',
    find: (world) => selecting(world).flatMap((service) => missingNames(world, service)),
  },
  {
    id: 'targetport-mismatch',
    layer: 7,
    behind: 'nothing',
    signal: 'a targetPort on which no container listens',
    advice: 'Set targetPort to the port that the application listens on.',
    find: (world) => selecting(world).flatMap((service) => wrongTarget(world, service)),
  },
];

function selecting(world: World): readonly Service[] {
  return world.snapshot.objects.services.filter((service) => Object.keys(service.spec?.selector ?? {}).length > 0);
}

function noMatch(world: World, service: Service): Finding[] {
  const selector = service.spec?.selector ?? {};
  const { pods, workloads } = world.snapshot.objects;
  const templates = workloads
    .filter((workload) => workload.kind !== 'ReplicaSet')
    .map((workload) => ({ ref: refOf(workload), labels: workload.spec?.template?.metadata?.labels ?? {} }));
  const known =
    pods.some((pod) => selects(selector, pod.metadata.labels)) ||
    templates.some(({ labels }) => selects(selector, labels));
  if (known || templates.length === 0) return [];
  const { name } = service.metadata;
  const scored = templates.map((template) => ({
    ...template,
    score:
      Object.entries(selector).filter(([key, value]) => template.labels[key] === value).length +
      (template.ref.name === name || nearest(name, [template.ref.name]) ? 1 : 0),
  }));
  const closest = scored.sort((a, b) => b.score - a.score)[0];
  const differing = Object.entries(selector).filter(([key, value]) => closest?.labels[key] !== value);
  const wanted = differing.map(([key, value]) => `${key}=${value}`).join(', ');
  const given = differing.map(([key]) => `${key}=${closest?.labels[key] ?? '(none)'}`).join(', ');
  return [
    {
      object: refOf(service, 'Service'),
      title: `Service ${name} selects no pod`,
      confidence: 'high',
      evidence: [
        quote(
          `Service ${name} selects ${wanted}; pods of ${closest?.ref.kind} ${closest?.ref.name} have ${given}`,
          evidenceFiles.objects('services'),
        ),
      ],
      remedy: `Set the selector of Service ${name} to ${given} (it is ${wanted}), as ${closest?.ref.kind} ${closest?.ref.name} labels its pods.`,
      reproduce: kubectl(world, 'get', 'pods', '--show-labels'),
    },
  ];
}

const componentLabels = ['app.kubernetes.io/component', 'app.kubernetes.io/name', 'component', 'app', 'tier'];

function wrongPods(world: World, service: Service): Finding[] {
  const pods = world.podsOf(service.spec?.selector).filter((pod) => world.owner(pod).kind !== 'Job');
  const owners = [...new Map(pods.map((pod) => [keyOf(world.owner(pod)), pod])).values()];
  const label = componentLabels.find((key) => new Set(owners.map((pod) => pod.metadata.labels?.[key])).size > 1);
  if (owners.length < 2 || !label) return [];
  const { name } = service.metadata;
  const told = owners.map((pod) => `${world.owner(pod).name} (${label}=${pod.metadata.labels?.[label] ?? 'none'})`);
  const meant = nearest(
    name.replace(/-(?:service|svc)$/, ''),
    owners.map((pod) => pod.metadata.labels?.[label] ?? world.owner(pod).name),
  );
  return [
    {
      object: refOf(service, 'Service'),
      title: `Service ${name} sends to pods of different components`,
      confidence: 'high',
      evidence: [quote(`Service ${name} selects the pods of ${told.join(' and ')}`, evidenceFiles.objects('services'))],
      remedy: `Add ${label}: ${meant ?? '…'} to the selector of Service ${name}, so that it does not send to ${owners.map((pod) => world.owner(pod).name).join(' and ')} at once.`,
      reproduce: kubectl(world, 'get', 'pods', '--show-labels'),
    },
  ];
}

function containersBehind(world: World, service: Service): readonly Container[] {
  const pods = new Set<Pod>(world.podsOf(service.spec?.selector));
  return world.containers.filter((container) => !container.init && pods.has(container.pod));
}

function specsBehind(world: World, service: Service): readonly ContainerSpec[] {
  return containersBehind(world, service).map((container) => container.spec);
}

function missingNames(world: World, service: Service): Finding[] {
  const specs = specsBehind(world, service);
  const names = specs.flatMap((spec) => spec.ports ?? []).flatMap((port) => port.name ?? []);
  const { name } = service.metadata;
  return (service.spec?.ports ?? []).flatMap((port) => {
    if (typeof port.targetPort !== 'string' || specs.length === 0 || names.includes(port.targetPort)) return [];
    const declared = specs.flatMap((spec) =>
      (spec.ports ?? []).map((p) => `${p.name ?? '(unnamed)'} ${p.containerPort}`),
    );
    return {
      object: refOf(service, 'Service'),
      title: `Service ${name} sends to a port named ${port.targetPort}, which no container has`,
      confidence: 'high' as const,
      evidence: [
        quote(
          `targetPort ${port.targetPort}; the containers declare ${[...new Set(declared)].join(', ') || 'no port'}`,
          evidenceFiles.objects('services'),
        ),
      ],
      remedy: `Name the port ${port.targetPort} in the container behind Service ${name}, or set targetPort to ${[...new Set(declared)].join(' or ') || 'its number'}.`,
      reproduce: describe(world, refOf(service, 'Service')),
    };
  });
}

function wrongTarget(world: World, service: Service): Finding[] {
  const containers = containersBehind(world, service).filter((container) => container.status?.state?.running);
  const declared = [
    ...new Set(containers.flatMap((container) => container.spec.ports ?? []).map((port) => port.containerPort)),
  ];
  const { name } = service.metadata;
  return (service.spec?.ports ?? []).flatMap((port) => {
    const target = port.targetPort ?? port.port;
    if (typeof target !== 'number' || containers.length === 0 || declared.includes(target)) return [];
    if (containers.some((container) => probes(container, target))) return [];
    const heard = containers.map((container) => listenedPort(world, container)).find((found) => found !== undefined);
    if (heard?.port === target || (declared.length === 0 && !heard)) return [];
    const real = heard?.port ?? declared.join(' or ');
    return {
      object: refOf(service, 'Service'),
      title: `Service ${name} sends to port ${target}, its pods listen on ${real}`,
      confidence: heard ? ('high' as const) : ('medium' as const),
      evidence: [
        quote(
          `Service ${name}: port ${port.port} → targetPort ${target}; containers declare ${declared.join(', ') || 'no port'}`,
          evidenceFiles.objects('services'),
        ),
        ...(heard ? [heard.quote] : []),
      ],
      remedy: `Set targetPort of Service ${name} to ${real} (it is ${target}).`,
      reproduce: kubectl(world, 'get', 'endpointslices', '-l', `kubernetes.io/service-name=${name}`),
    };
  });
}

/** A probe that passes is proof that somebody listens there. */
function probes(container: Container, port: number): boolean {
  const { readinessProbe, livenessProbe, startupProbe } = container.spec;
  return (
    container.status?.ready === true &&
    [readinessProbe, livenessProbe, startupProbe].some(
      (probe) => probe?.httpGet?.port === port || probe?.tcpSocket?.port === port,
    )
  );
}
