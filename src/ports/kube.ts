/** The Kubernetes API as plain JSON over a connection that somebody else has authenticated. */
export interface KubeApi {
  readonly request: (
    /** `PATCH` is a strategic merge; `MERGE` a plain one, in which a list replaces the list that was there. */
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'MERGE' | 'DELETE',
    path: string,
    body?: unknown,
    signal?: AbortSignal,
  ) => Promise<KubeAnswer>;
  /** Streams watch events of `path` until the server or the signal ends it. */
  readonly watch: (path: string, onEvent: (event: WatchEvent) => void, signal: AbortSignal) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface KubeAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: KubeObject;
}

export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly generation?: number;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
    readonly ownerReferences?: readonly {
      readonly kind: string;
      readonly name: string;
      readonly uid: string;
      readonly controller?: boolean;
    }[];
  };
  readonly [key: string]: unknown;
}

export type OpenKube = (target: { readonly kubeconfig: string; readonly context: string }) => Promise<KubeApi>;
