import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ClusterState, NodeRuntime, ProviderName } from '../model/cluster.ts';

/** Everything that decides what a cluster is, and where its files go. */
export interface ClusterSpec {
  readonly provider: ProviderName;
  readonly name: string;
  /** A folder of this cluster's own, for its kubeconfig and its state. */
  readonly home: string;
  readonly kubernetes?: string;
  readonly driver: 'docker' | 'none';
  readonly runtime: NodeRuntime;
  readonly nodes: number;
  readonly cpus?: number | 'max';
  readonly memoryBytes?: number;
  readonly diskBytes?: number;
  readonly addons: readonly string[];
  readonly extraArgs: readonly string[];
  readonly nodeImage?: string;
  /** A kind configuration, as text. */
  readonly kindConfig?: string;
  /** The first node's address, chosen before the node exists. */
  readonly address?: string;
  /** NodePorts that also answer on this machine's loopback. */
  readonly nodePorts: readonly number[];
  readonly existing?: { readonly context: string; readonly kubeconfig?: string };
  readonly keep: boolean;
  /** This process is root, which Minikube wants to be told about. */
  readonly root: boolean;
  readonly createWithinMs: number;
  readonly readyWithinMs: number;
  readonly tools: ClusterTools;
}

export interface ClusterTools {
  readonly minikube: string;
  readonly kind: string;
  readonly kubectl: string;
  readonly docker: string;
}

export const clusterDefaults = {
  driver: 'docker',
  runtime: 'containerd',
  nodes: 1,
  addons: [],
  extraArgs: [],
  nodePorts: [],
  keep: false,
  root: false,
  createWithinMs: 480_000,
  readyWithinMs: 180_000,
  tools: { minikube: 'minikube', kind: 'kind', kubectl: 'kubectl', docker: 'docker' },
} as const satisfies Partial<ClusterSpec>;

/** Environment variables for what a machine needs and a project should not have to know. */
export function machineSettings(
  provider: ProviderName,
  env: Readonly<Record<string, string | undefined>>,
): { readonly extraArgs: readonly string[]; readonly nodeImage?: string; readonly kindConfigFile?: string } {
  const prefix = `TASKFLOW_K8S_${provider.toUpperCase()}`;
  const nodeImage = env[`${prefix}_IMAGE`];
  const kindConfigFile = env.TASKFLOW_K8S_KIND_CONFIG;
  return {
    extraArgs: words(env[`${prefix}_ARGS`] ?? ''),
    ...(nodeImage ? { nodeImage } : {}),
    ...(provider === 'kind' && kindConfigFile ? { kindConfigFile } : {}),
  };
}

/** Words separated by blanks, or a JSON list where a word has blanks of its own. */
function words(text: string): string[] {
  return text.trim().startsWith('[') ? (JSON.parse(text) as string[]) : text.split(/\s+/).filter(Boolean);
}

/**
 * Two specs with the same fingerprint make the same cluster, so a running one can be taken over. Ports on the loopback are
 * a convenience: for another one nobody wants to wait for a new cluster.
 */
export function fingerprint(spec: ClusterSpec): string {
  const { home: _home, keep: _keep, tools: _tools, createWithinMs: _create, readyWithinMs: _ready, ...rest } = spec;
  const entries = Object.entries({ ...rest, nodePorts: [] }).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(entries)).digest('hex').slice(0, 16);
}

export function stateOf(spec: ClusterSpec): ClusterState {
  return {
    version: 1,
    provider: spec.provider,
    name: spec.name,
    home: spec.home,
    kubeconfig: join(spec.home, 'kubeconfig'),
    context: contextOf(spec),
    fingerprint: fingerprint(spec),
    keep: spec.keep,
    tools: {
      provider: spec.provider === 'kind' ? spec.tools.kind : spec.tools.minikube,
      docker: spec.tools.docker,
    },
  };
}

function contextOf(spec: ClusterSpec): string {
  if (spec.provider === 'existing') return spec.existing?.context ?? '';
  return spec.provider === 'kind' ? `kind-${spec.name}` : spec.name;
}
