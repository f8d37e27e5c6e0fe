import type { ClusterState, NodeAccess } from '../model/cluster.ts';
import type { StagePorts } from '../ports/stage.ts';
import type { ClusterSpec } from './spec.ts';

/** Whether a cluster of this name is there. `broken`: something of it is, but it does not run. */
export type Presence = 'running' | 'broken' | 'absent';

/** One product that runs clusters. Its quirks stay in its file. */
export interface Provider {
  readonly presence: (state: ClusterState, ports: StagePorts) => Promise<Presence>;
  /** Returns when the API server should answer; throws a `StageError` otherwise. */
  readonly create: (spec: ClusterSpec, state: ClusterState, ports: StagePorts) => Promise<void>;
  /** Leaves nothing behind, also of a cluster that was only half made. */
  readonly remove: (state: ClusterState, ports: StagePorts) => Promise<void>;
  readonly access: (spec: ClusterSpec, node: string) => NodeAccess;
  /** Whether this configuration brings a StorageClass, so that readiness may wait for it. */
  readonly hasStorage: (spec: ClusterSpec) => boolean;
}
