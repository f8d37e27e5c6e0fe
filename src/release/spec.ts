import type { Graces } from '../config/config.ts';
import type { Emit } from '../model/event.ts';
import type { Clock } from '../ports/clock.ts';
import type { Exec } from '../ports/exec.ts';
import type { KubeApi } from '../ports/kube.ts';
import type { HelmTarget } from '../tools/helm.ts';

export interface ReleasePorts {
  readonly exec: Exec;
  readonly clock: Clock;
  readonly kube: KubeApi;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly graces: Graces;
}

export interface WorkloadRef {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'Job' | 'Pod';
  readonly name: string;
}

export interface RanHook {
  readonly kind: 'Job' | 'Pod';
  readonly name: string;
  readonly events: readonly string[];
}

/** One release as this run knows it: what was good before, and what has been applied. */
export interface ReleaseState {
  readonly name: string;
  readonly target: HelmTarget;
  /** The revision that was deployed before this run touched it; 0 when there was none. */
  readonly knownGood: number;
  /** What that revision applied, as text; empty when there was none. */
  readonly known: string;
  /** Set before Helm is called, so that a rollback never misses a half-applied release. */
  touched: boolean;
  revision: number;
  /** Workloads by component, in the order of the stages. */
  readonly components: Map<string, readonly WorkloadRef[]>;
  /** What is applied now, as Helm recorded it. */
  manifest: string;
  /** The file of the evidence folder with what the last stage changed. */
  diff?: string;
  /** Jobs that this run has started as hooks: a rollback does not undo what they did. */
  readonly ran: RanHook[];
}
