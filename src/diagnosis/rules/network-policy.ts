import { findInLogs, inContainer, kubectl, perContainer, quote } from '../evidence.ts';
import type { NetworkPolicy, Pod, Service } from '../kube.ts';
import type { Finding, Rule } from '../rule.ts';
import { evidenceFiles } from '../snapshot.ts';
import { type Container, selects, type World } from '../world.ts';

/** Layer 7: connections that are not refused but dropped. */
export const policyRules: readonly Rule[] = [
  {
    id: 'network-policy',
    layer: 7,
    behind: 'nothing',
    signal: 'time-outs towards pods whose NetworkPolicies do not allow the client',
    advice: 'Allow the client in the policy.',
    find: (world) => perContainer(world.containers, (container) => blocked(world, container)),
  },
];

const timedOut =
  /ETIMEDOUT|ESOCKETTIMEDOUT|[Cc]onnect(?:ion)? ?timed? ?out|ConnectTimeout|i\/o timeout|UND_ERR_CONNECT_TIMEOUT|timeout expired|Connection timed out|download timed out|Operation timed out/;

function blocked(world: World, container: Container): Finding | undefined {
  if (world.snapshot.run.enforcesPolicies === false || world.snapshot.objects.networkPolicies.length === 0)
    return undefined;
  const hit = findInLogs(world, container, timedOut);
  if (!hit) return undefined;
  const service = serviceIn(world, hit.line) ?? serviceNeeded(world, container);
  const target = service && world.podsOf(service.spec?.selector)[0];
  const policy =
    (target && denying(world, target, container.pod, 'ingress')) ??
    denying(world, container.pod, container.pod, 'egress');
  if (!policy) return undefined;
  const who = Object.entries(container.pod.metadata.labels ?? {})
    .filter(([key]) => !/hash/.test(key))
    .slice(0, 2)
    .map(([key, value]) => `${key}=${value}`);
  const { name } = policy.metadata;
  return {
    ...inContainer(container),
    title: `NetworkPolicy ${name} keeps ${container.owner.name} from ${service?.metadata.name ?? 'what it needs'}`,
    confidence: world.snapshot.run.enforcesPolicies ? 'high' : 'medium',
    evidence: [
      quote(hit.line, hit.file),
      quote(
        `NetworkPolicy ${name} selects ${JSON.stringify(policy.spec?.podSelector?.matchLabels ?? {})} and does not allow ${who.join(', ')}`,
        evidenceFiles.objects('networkpolicies'),
      ),
    ],
    remedy: `Allow pods with ${who.join(', ')} in NetworkPolicy ${name}${service ? `, port ${service.spec?.ports?.map((port) => port.targetPort ?? port.port).join(', ')}` : ''}.`,
    reproduce: kubectl(world, 'describe', 'networkpolicy', name),
  };
}

function serviceIn(world: World, line: string): Service | undefined {
  return (line.match(/[a-z0-9][a-z0-9.-]*[a-z0-9]/g) ?? [])
    .map((word) => world.serviceOf(word))
    .find((found) => found !== undefined);
}

function serviceNeeded(world: World, container: Container): Service | undefined {
  const texts = [
    ...(container.spec.env ?? []).map((variable) => variable.value ?? ''),
    ...(container.spec.command ?? []),
    ...(container.spec.args ?? []),
  ];
  return texts.map((text) => serviceIn(world, text)).find((found) => found !== undefined);
}

function denying(world: World, target: Pod, client: Pod, direction: 'ingress' | 'egress'): NetworkPolicy | undefined {
  const applying = world.snapshot.objects.networkPolicies.filter((policy) => {
    const labels = policy.spec?.podSelector?.matchLabels ?? {};
    const all = Object.keys(labels).length === 0;
    const types = policy.spec?.policyTypes ?? ['Ingress'];
    return (all || selects(labels, target.metadata.labels)) && types.some((type) => type.toLowerCase() === direction);
  });
  if (direction === 'egress') return applying.find((policy) => (policy.spec?.egress ?? []).length === 0);
  return applying.some((policy) => admits(policy, client)) ? undefined : applying[0];
}

function admits(policy: NetworkPolicy, client: Pod): boolean {
  return (policy.spec?.ingress ?? []).some((rule) => {
    if (!rule.from || rule.from.length === 0) return true;
    return rule.from.some(({ podSelector, namespaceSelector }) => {
      if (!podSelector) return namespaceSelector !== undefined;
      const labels = podSelector.matchLabels ?? {};
      return Object.keys(labels).length === 0 || selects(labels, client.metadata.labels);
    });
  });
}
