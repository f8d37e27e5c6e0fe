import { createHash } from 'node:crypto';

/** Everything that decides which cluster a run uses. */
export interface RunIdentity {
  readonly name: string;
  /** The workspace's absolute path: two checkouts on one laptop do not share a cluster. */
  readonly workspace: string;
  /** What the cluster is made from; another configuration gets another cluster. */
  readonly cluster: unknown;
  /** Run, attempt, job and matrix of a CI run; undefined on a laptop. */
  readonly ci?: string;
}

/** On a laptop a hash of project and cluster configuration, so that the second run finds it; in CI unique per run and job. */
export function clusterName(identity: RunIdentity): string {
  const key = identity.ci ?? JSON.stringify([identity.workspace, identity.cluster]);
  return `tf-${identity.name.slice(0, 24)}-${digest(key, 8)}`;
}

/** A network that this machine knows: one of Docker's, by name, or one that something else here is routed to. */
export interface Network {
  readonly name?: string;
  /** `192.168.49.0/24` */
  readonly subnet: string;
}

/**
 * The node's address, chosen before the node exists, so that it can be a build argument or a CORS origin: that of its
 * network where there is one, else the first, from a place that its name decides, that nobody on this machine has.
 */
export function nodeAddress(name: string, networks: readonly Network[] = []): string {
  const own = networks.find((network) => network.name === name)?.subnet;
  if (own !== undefined) return firstNode(own);
  const start = Number.parseInt(digest(name, 4), 16);
  const subnets = Array.from({ length: 150 }, (_, step) => `192.168.${100 + ((start + step) % 150)}.0/24`);
  const free = subnets.find((subnet) => !networks.some((network) => overlap(network.subnet, subnet)));
  return firstNode(free ?? (subnets[0] as string));
}

/** `192.168.101.2` → `192.168.101.0/24` */
export function subnetOf(address: string): string {
  return address.replace(/\.\d+$/, '.0/24');
}

function firstNode(subnet: string): string {
  return subnet.replace(/\.\d+\/\d+$/, '.2');
}

function overlap(one: string, other: string): boolean {
  const [a, b] = [rangeOf(one), rangeOf(other)];
  return a !== undefined && b !== undefined && a.first <= b.last && b.first <= a.last;
}

/** IPv4 alone; an address without a length is itself. */
function rangeOf(subnet: string): { readonly first: number; readonly last: number } | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)(?:\/(\d+))?$/.exec(subnet);
  if (!match) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, length = 32] = match
    .slice(1)
    .map((text) => (text === undefined ? 32 : Number(text)));
  const size = 2 ** (32 - length);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const first = address - (address % size);
  return { first, last: first + size - 1 };
}

export function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
