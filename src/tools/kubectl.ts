import type { Command } from '../ports/exec.ts';

/** Which cluster is meant; never the current context of the user. */
export interface Kube {
  readonly tool: string;
  readonly kubeconfig: string;
  readonly context: string;
}

export function kubectl(kube: Kube, args: readonly string[], more: Partial<Command> = {}): Command {
  return {
    tool: kube.tool,
    args: [`--kubeconfig=${kube.kubeconfig}`, `--context=${kube.context}`, ...args],
    ...more,
  };
}

/** Everything that readiness is about, in one request. */
export const readinessArgs = [
  'get',
  'nodes,storageclasses,serviceaccounts,services,deployments,pods',
  '--all-namespaces',
  '--output=json',
  '--request-timeout=5s',
] as const;

export const viewArgs = (context: string): string[] => [
  'config',
  'view',
  '--raw',
  '--minify',
  '--flatten',
  `--context=${context}`,
  '--output=json',
];

export interface KubeObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
}

export function parseList(text: string): readonly KubeObject[] {
  return (JSON.parse(text) as { items: KubeObject[] }).items;
}

export interface NodeFacts {
  readonly name: string;
  readonly ready: boolean;
  readonly why: string;
  readonly address: string;
  readonly kubelet: string;
  readonly arch: string;
  /** `containerd://1.6.20`. */
  readonly runtime: string;
}

interface RawNodeStatus {
  readonly conditions?: readonly { type: string; status: string; message?: string }[];
  readonly addresses?: readonly { type: string; address: string }[];
  readonly nodeInfo?: { kubeletVersion?: string; architecture?: string; containerRuntimeVersion?: string };
}

export function nodeFacts(node: KubeObject): NodeFacts {
  const status = (node.status ?? {}) as RawNodeStatus;
  const ready = status.conditions?.find(({ type }) => type === 'Ready');
  return {
    name: node.metadata.name,
    ready: ready?.status === 'True',
    why: ready?.message ?? 'the kubelet has not reported yet',
    address: status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '',
    kubelet: status.nodeInfo?.kubeletVersion ?? '',
    arch: status.nodeInfo?.architecture ?? '',
    runtime: status.nodeInfo?.containerRuntimeVersion ?? '',
  };
}
