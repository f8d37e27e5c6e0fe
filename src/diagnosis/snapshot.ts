import type { Place } from '../model/check.ts';
import type {
  Claim,
  ConfigMap,
  EndpointSlice,
  Ingress,
  KubeEvent,
  KubeObject,
  NetworkPolicy,
  Node,
  Pod,
  Service,
  StorageClass,
  Workload,
} from './kube.ts';

/** Everything that a diagnosis looks at, at one moment: already redacted, so that a quoted line shows no secret. */
export interface Snapshot {
  readonly namespace: string;
  readonly context?: string;
  /** A kubeconfig that is not the user's own: without it a command would ask another cluster, or none. */
  readonly kubeconfig?: string;
  /** ISO time. */
  readonly takenAt: string;
  readonly objects: Objects;
  readonly logs: readonly ContainerLog[];
  readonly releases: readonly ReleaseFacts[];
  readonly outputs: readonly ToolOutput[];
  readonly run: RunFacts;
  /** What could not be looked at, and why: a missing signal must not read as "all is well". */
  readonly gaps: readonly { readonly what: string; readonly why: string }[];
}

export interface Objects {
  readonly nodes: readonly Node[];
  readonly pods: readonly Pod[];
  readonly workloads: readonly Workload[];
  readonly services: readonly Service[];
  readonly endpointSlices: readonly EndpointSlice[];
  readonly claims: readonly Claim[];
  readonly storageClasses: readonly StorageClass[];
  readonly events: readonly KubeEvent[];
  readonly ingresses: readonly Ingress[];
  readonly ingressClasses: readonly KubeObject[];
  readonly networkPolicies: readonly NetworkPolicy[];
  readonly configMaps: readonly ConfigMap[];
  readonly secrets: readonly SecretFacts[];
  readonly serviceAccounts: readonly KubeObject[];
  /** Services of every namespace, for ports that are taken and webhooks that are down. */
  readonly allServices: readonly Service[];
  /** Pods, Deployments and events of kube-system. */
  readonly system: {
    readonly pods: readonly Pod[];
    readonly workloads: readonly Workload[];
    readonly events: readonly KubeEvent[];
  };
}

/** What may be known of a Secret: its keys, and marks that show which values are equal. */
export interface SecretFacts {
  readonly metadata: KubeObject['metadata'];
  readonly type?: string;
  readonly keys: Readonly<Record<string, { readonly bytes: number; readonly token: string }>>;
}

export interface ContainerLog {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly previous: boolean;
  readonly text: string;
  readonly file: string;
}

export interface ReleaseFacts {
  readonly name: string;
  readonly namespace: string;
  /** Oldest first. */
  readonly history: readonly {
    readonly revision: number;
    readonly status: string;
    readonly updated?: string;
    readonly description?: string;
  }[];
  readonly file?: string;
}

/** What a program said when it failed. */
export interface ToolOutput {
  readonly tool: 'minikube' | 'kind' | 'docker' | 'helm' | 'kubectl' | 'disk';
  readonly command: string;
  readonly text: string;
  readonly file?: string;
}

/** What this run knows about what it did; empty for a namespace that somebody else deployed. */
export interface RunFacts {
  readonly images?: readonly BuiltImage[];
  /** Name of a Secret that this run creates → where the user configures its keys. */
  readonly ownSecrets?: Readonly<Record<string, string>>;
  readonly release?: string;
  /** Path of the chart in the user's checkout, for annotations. */
  readonly chartPath?: string;
  readonly rollback?: { readonly release: string; readonly to: number; readonly problems: readonly string[] };
  readonly http?: readonly HttpFact[];
  /** What an operator knows of the cluster: whether NetworkPolicies have an effect on it. */
  readonly enforcesPolicies?: boolean;
}

export interface BuiltImage {
  readonly ref: string;
  /** Under which a node may know this image: `sha256:…` of its configuration, `@sha256:…` of its manifests. */
  readonly digests?: readonly string[];
  readonly architecture?: string;
  readonly user?: string;
  readonly loaded?: boolean;
}

/** What a check over HTTP saw, when Kubernetes itself looks healthy. */
export type HttpFact =
  | {
      readonly kind: 'cors';
      readonly origin: string;
      readonly allowed?: string;
      readonly url: string;
      readonly setting?: string;
      readonly place?: Place;
      readonly file?: string;
    }
  | {
      readonly kind: 'proxy';
      readonly url: string;
      readonly status: number;
      readonly upstream?: string;
      readonly file?: string;
    }
  | {
      readonly kind: 'rejected-token';
      readonly url: string;
      readonly status: number;
      readonly text?: string;
      readonly file?: string;
    }
  | {
      readonly kind: 'version';
      readonly url: string;
      readonly expected: string;
      readonly actual: string;
      readonly place?: Place;
      readonly file?: string;
    }
  | {
      readonly kind: 'contract';
      readonly step: string;
      readonly difference: string;
      readonly place?: Place;
      readonly file?: string;
    };

/** Names of evidence files that rules quote. */
export const evidenceFiles = {
  pods: 'objects/pods.json',
  events: 'events.txt',
  objects: (kind: string) => `objects/${kind}.json`,
  log: (log: { readonly pod: string; readonly container: string; readonly previous: boolean }) =>
    `logs/${log.pod}/${log.container}${log.previous ? '.previous' : ''}.log`,
} as const;

/** A snapshot in which nothing was found, to be filled. */
export function emptySnapshot(namespace: string, takenAt: string): Snapshot {
  return {
    namespace,
    takenAt,
    objects: {
      nodes: [],
      pods: [],
      workloads: [],
      services: [],
      endpointSlices: [],
      claims: [],
      storageClasses: [],
      events: [],
      ingresses: [],
      ingressClasses: [],
      networkPolicies: [],
      configMaps: [],
      secrets: [],
      serviceAccounts: [],
      allServices: [],
      system: { pods: [], workloads: [], events: [] },
    },
    logs: [],
    releases: [],
    outputs: [],
    run: {},
    gaps: [],
  };
}
