export type ProviderName = 'minikube' | 'kind' | 'existing';
export type NodeRuntime = 'containerd' | 'docker';

/** How commands reach the inside of a node. */
export type NodeAccess =
  | { readonly kind: 'container'; readonly container: string }
  | { readonly kind: 'host' }
  | { readonly kind: 'none' };

export interface ClusterNode {
  readonly name: string;
  /** The node's internal address, as pods and this machine see it. */
  readonly address: string;
  readonly access: NodeAccess;
}

/** A cluster that is ready for use. Plain data, so that it can be saved and read again. */
export interface ClusterHandle {
  readonly provider: ProviderName;
  readonly name: string;
  /** A file of our own, never the user's. */
  readonly kubeconfig: string;
  readonly context: string;
  readonly nodes: readonly ClusterNode[];
  /** False when a healthy one was found and taken over. */
  readonly created: boolean;
  /** As image manifests spell it: `amd64`, `arm64`. */
  readonly arch: string;
  readonly runtime: NodeRuntime;
  readonly kubernetes: string;
}

/** What is needed to take a cluster away again; written down before anything is created. */
export interface ClusterState {
  readonly version: 1;
  readonly provider: ProviderName;
  readonly name: string;
  /** The folder that holds the kubeconfig and this state. */
  readonly home: string;
  readonly kubeconfig: string;
  readonly context: string;
  /** Hash of the configuration that the cluster was made from. */
  readonly fingerprint: string;
  readonly keep: boolean;
  readonly tools: { readonly provider: string; readonly docker: string };
}
