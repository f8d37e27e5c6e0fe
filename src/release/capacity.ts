import { parseBytes } from '../lib/quantity.ts';
import type { KubeObject } from '../ports/kube.ts';

/** What pods ask for and what nodes have, as the scheduler counts: requests, never use. */
export interface Room {
  /** Thousandths of a core. */
  readonly cpu: number;
  readonly memory: number;
}

export interface Capacity {
  readonly wanted: Room;
  readonly free: Room;
  /** The pod that no node could take even if it were empty. */
  readonly tooLarge: string | undefined;
}

/** Pods of the workloads that are deployed anew give their room back, so they do not count as taken. */
export function capacityFor(
  objects: readonly KubeObject[],
  nodes: readonly KubeObject[],
  pods: readonly KubeObject[],
): Capacity {
  const rooms = nodes.filter(takesPods).map(({ status }) => roomOf((status as NodeStatus | undefined)?.allocatable));
  const workloads = objects.flatMap((object) => wantedBy(object, rooms.length));
  const replaced = (pod: KubeObject): boolean =>
    workloads.some(
      ({ name }) => pod.metadata.name.startsWith(`${name}-`) && pod.metadata.ownerReferences !== undefined,
    );
  const taken = pods.filter((pod) => isThere(pod) && !replaced(pod)).map(({ spec }) => podRoom(spec as PodSpec));
  const large = workloads.find(({ each }) => !rooms.some((room) => fits(each, room)));
  return {
    wanted: sum(workloads.map(({ each, times }) => ({ cpu: each.cpu * times, memory: each.memory * times }))),
    free: minus(sum(rooms), sum(taken)),
    tooLarge: large && rooms.length > 0 ? large.title : undefined,
  };
}

export function fits(wanted: Room, free: Room): boolean {
  return wanted.cpu <= free.cpu && wanted.memory <= free.memory;
}

interface NodeStatus {
  readonly allocatable?: Quantities;
}

type Quantities = Readonly<Record<string, string | number | undefined>>;

interface PodSpec {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
}

interface Container {
  readonly resources?: { readonly requests?: Quantities; readonly limits?: Quantities };
}

interface Wanted {
  readonly name: string;
  readonly title: string;
  readonly each: Room;
  readonly times: number;
}

function wantedBy({ kind, metadata, spec }: KubeObject, nodes: number): Wanted[] {
  const { replicas = 1, template } = (spec ?? {}) as { replicas?: number; template?: { spec?: PodSpec } };
  const times = { Deployment: replicas, StatefulSet: replicas, DaemonSet: nodes, Job: 1 }[kind ?? ''];
  if (times === undefined || !template?.spec) return [];
  return [{ name: metadata.name, title: `${kind} ${metadata.name}`, each: podRoom(template.spec), times }];
}

/** Init containers run before the others, so the larger of both counts. */
function podRoom({ containers = [], initContainers = [] }: PodSpec = {}): Room {
  const together = sum(containers.map(containerRoom));
  const before = initContainers.map(containerRoom);
  return {
    cpu: Math.max(together.cpu, ...before.map(({ cpu }) => cpu)),
    memory: Math.max(together.memory, ...before.map(({ memory }) => memory)),
  };
}

/** Without a request the limit counts, as it does in the cluster. */
function containerRoom({ resources }: Container): Room {
  return roomOf({ ...resources?.limits, ...resources?.requests });
}

function roomOf({ cpu = 0, memory = 0 }: Quantities = {}): Room {
  return { cpu: millis(String(cpu)), memory: parseBytes(String(memory)) ?? 0 };
}

function millis(text: string): number {
  return text.endsWith('m') ? Number(text.slice(0, -1)) : Number(text) * 1000;
}

function takesPods({ spec }: KubeObject): boolean {
  return !(spec as { unschedulable?: boolean } | undefined)?.unschedulable;
}

/** On a node, and not at its end: only such a pod takes room. */
function isThere({ spec, status }: KubeObject): boolean {
  const { phase = '' } = (status ?? {}) as { phase?: string };
  const { nodeName } = (spec ?? {}) as { nodeName?: string };
  return nodeName !== undefined && phase !== 'Succeeded' && phase !== 'Failed';
}

function sum(rooms: readonly Room[]): Room {
  return rooms.reduce((a, b) => ({ cpu: a.cpu + b.cpu, memory: a.memory + b.memory }), { cpu: 0, memory: 0 });
}

function minus(a: Room, b: Room): Room {
  return { cpu: a.cpu - b.cpu, memory: a.memory - b.memory };
}
