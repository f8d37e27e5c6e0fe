import { formatDuration } from '../lib/duration.ts';
import type { NodeAccess } from '../model/cluster.ts';
import { StageError } from '../model/stage-error.ts';
import type { StagePorts } from '../ports/stage.ts';
import { dnsProbeArgv, parseDnsProbe } from '../tools/dns.ts';
import {
  type Kube,
  type KubeObject,
  kubectl,
  type NodeFacts,
  nodeFacts,
  parseList,
  readinessArgs,
} from '../tools/kubectl.ts';
import { inNode } from '../tools/node.ts';

export interface ReadyOptions {
  readonly kube: Kube;
  readonly docker: string;
  readonly withinMs: number;
  readonly nodes: number;
  readonly storage: boolean;
  /** How to get into a node, for the DNS question. */
  readonly access: (node: string) => NodeAccess;
}

const pollMs = 300;

/** Waits, with one deadline, until pods can be created, scheduled and find each other by name. */
export async function waitReady(options: ReadyOptions, ports: StagePorts): Promise<readonly NodeFacts[]> {
  const started = ports.clock.now();
  let said = '';
  for (;;) {
    const { missing, nodes } = await look(options, ports);
    ports.signal.throwIfAborted();
    if (missing === undefined) return nodes;
    if (ports.clock.now() - started >= options.withinMs)
      throw new StageError(
        'infrastructure',
        `The cluster was not ready within ${formatDuration(options.withinMs)}: ${missing}.`,
        { remedy: 'Look at the cluster logs in the evidence folder.', transient: true },
      );
    if (missing !== said) ports.emit({ kind: 'progress', stage: 'cluster', text: `waiting: ${missing}` });
    said = missing;
    await ports.clock.sleep(pollMs, ports.signal);
  }
}

interface Look {
  /** What is still missing; undefined when nothing is. */
  readonly missing?: string;
  readonly nodes: readonly NodeFacts[];
}

async function look(options: ReadyOptions, ports: StagePorts): Promise<Look> {
  const outcome = await ports.exec(kubectl(options.kube, readinessArgs, { timeoutMs: 10_000, keepBytes: 32 << 20 }), {
    signal: ports.signal,
  });
  if (outcome.failed) return { missing: `the API server does not answer (${firstLine(outcome.stderr)})`, nodes: [] };
  const objects = parseList(outcome.stdout);
  const nodes = objects.filter(({ kind }) => kind === 'Node').map(nodeFacts);
  const missing = missingObject(objects, nodes, options) ?? (await missingDns(objects, nodes, options, ports));
  return missing === undefined ? { nodes } : { missing: [missing, ...crashing(objects)].join('; '), nodes };
}

export function missingObject(
  objects: readonly KubeObject[],
  nodes: readonly NodeFacts[],
  options: Pick<ReadyOptions, 'nodes' | 'storage'>,
): string | undefined {
  if (nodes.length < options.nodes) return `${nodes.length} of ${options.nodes} nodes have registered`;
  const unready = nodes.find(({ ready }) => !ready);
  if (unready) return `node ${unready.name} is not Ready (${unready.why})`;
  const account = objects.some(
    ({ kind, metadata }) =>
      kind === 'ServiceAccount' && metadata.namespace === 'default' && metadata.name === 'default',
  );
  if (!account) return 'the default ServiceAccount does not exist yet';
  if (options.storage && !objects.some(({ kind }) => kind === 'StorageClass')) return 'there is no StorageClass yet';
  return undefined;
}

async function missingDns(
  objects: readonly KubeObject[],
  nodes: readonly NodeFacts[],
  options: ReadyOptions,
  ports: StagePorts,
): Promise<string | undefined> {
  const service = objects.find(({ kind, metadata }) => kind === 'Service' && metadata.name === 'kube-dns');
  const address = service?.spec?.clusterIP;
  if (typeof address !== 'string') return 'there is no DNS service yet';
  const node = nodes[0] as NodeFacts;
  const command = inNode(
    { tool: options.docker },
    { name: node.name, address: node.address, access: options.access(node.name) },
    dnsProbeArgv(address, 'kubernetes.default.svc.cluster.local'),
    { timeoutMs: 10_000 },
  );
  if (!command) return missingDnsPods(objects);
  const outcome = await ports.exec(command, { signal: ports.signal });
  const answer = parseDnsProbe(outcome.stdout);
  return answer === 'answered' ? undefined : `CoreDNS does not answer yet (${answer})`;
}

/** Nobody gets into the nodes of somebody else's cluster; there its Deployment has to be believed. */
function missingDnsPods(objects: readonly KubeObject[]): string | undefined {
  const dns = objects.find(
    ({ kind, metadata }) => kind === 'Deployment' && metadata.namespace === 'kube-system' && /dns/.test(metadata.name),
  );
  if (!dns) return undefined;
  const ready = dns.status?.readyReplicas;
  return typeof ready === 'number' && ready > 0 ? undefined : `${dns.metadata.name} has no ready pod`;
}

interface ContainerState {
  readonly state?: { readonly waiting?: { readonly reason?: string } };
}

/** What will not come up by waiting; for instance a kube-proxy without which nothing else is reached. */
export function crashing(objects: readonly KubeObject[]): string[] {
  return objects
    .filter(({ kind, metadata }) => kind === 'Pod' && metadata.namespace === 'kube-system')
    .flatMap(({ metadata, status }) => {
      const states = (status?.containerStatuses ?? []) as readonly ContainerState[];
      const reason = states
        .map(({ state }) => state?.waiting?.reason)
        .find((each) => each && each !== 'ContainerCreating');
      return reason ? [`${metadata.name} is in ${reason}`] : [];
    });
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] || 'no message';
}
