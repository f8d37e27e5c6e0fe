import type { Config } from '../config/config.ts';
import type { Builder } from '../images/build.ts';
import type { SecretTraces } from '../images/secret-scan.ts';
import type { SecretRedactor } from '../lib/redact/redactor.ts';
import type { CheckResult } from '../model/check.ts';
import type { ClusterHandle, ClusterState } from '../model/cluster.ts';
import type { Emit } from '../model/event.ts';
import type { BuiltImage } from '../model/image.ts';
import type { Plan } from '../plan/plan.ts';
import type { Browser } from '../ports/browser.ts';
import type { Clock } from '../ports/clock.ts';
import type { Exec } from '../ports/exec.ts';
import type { Http } from '../ports/http.ts';
import type { KubeApi, KubeObject, OpenKube } from '../ports/kube.ts';
import type { Lease } from '../release/lease.ts';
import type { ReleasePorts, ReleaseState } from '../release/spec.ts';
import type { ToolWishes } from '../tools/exec-with-tools.ts';
import type { SecretValues } from './secrets.ts';

/** How a run reaches the world. The entries choose the adapters. */
export interface PipelinePorts {
  readonly exec: Exec;
  /** Told what the configuration says about programs, before the first of them is called. */
  readonly chooseTools: (wishes: ToolWishes) => void;
  /** Holds a name on this machine for its owner until this process ends; false when somebody else holds it. */
  readonly claim: (name: string, owner: string) => Promise<boolean>;
  readonly clock: Clock;
  readonly http: Http;
  /** A real browser; absent where a run has none. */
  readonly browser?: Browser;
  /** The same, with `host:port` of a URL led to another `address:port`. */
  readonly httpTo: (connectTo: Readonly<Record<string, string>>) => { readonly http: Http; readonly close: () => void };
  readonly openKube: OpenKube;
  readonly redactor: SecretRedactor;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface RunSettings {
  readonly runId: string;
  /** Absolute path of the checkout. */
  readonly workspace: string;
  /** Absolute path for what outlives the run: kubeconfig, cluster state, build memory. */
  readonly home: string;
  /** Absolute path of the report folder. */
  readonly out: string;
  readonly keep: boolean;
  readonly version: string;
  /** This process is root. */
  readonly root: boolean;
  /** A changed tracked file fails checkpoint 1: so in CI; at the desk it is only said. */
  readonly strictGit: boolean;
  readonly builder: Builder | 'auto';
  /** Whether a cluster that is not kept is deleted by a cancelled run itself, or by somebody after it. */
  readonly cleanUpAfterCancel: boolean;
  /** Told before a cluster is created, with all that is needed to take it away. */
  readonly onCluster: (state: ClusterState) => void;
  /** Told before a namespace is locked, with all that is needed to unlock it. */
  readonly onLock: (lock: HeldLock) => void;
  /** Values of secrets that were given as inputs. */
  readonly inputSecrets: Readonly<Record<string, string>>;
}

/** What stages have found out so far. Only the stage that makes a value sets it; asking too early is a mistake in the plan. */
export interface RunState {
  cluster: ClusterHandle | undefined;
  kube: KubeApi | undefined;
  readonly built: Map<string, BuiltImage>;
  /** What the search for secrets in each image came to. */
  readonly traces: Map<string, SecretTraces>;
  /** Image name → reference that pods run. */
  readonly deployAs: Map<string, string>;
  /** Checks of checkpoint 1 that earlier stages have already made. */
  readonly preChecks: CheckResult[];
  /** Checks that were not green, for the diagnosis. */
  readonly badChecks: CheckResult[];
  readonly releases: Map<string, ReleaseState>;
  /** What each chart renders when all of its stages are applied. */
  readonly rendered: Map<string, readonly KubeObject[]>;
  /** The folder of each release's chart, fetched once. */
  readonly charts: Map<string, Promise<string>>;
  /** The namespace of a shared cluster, while it is this run's. */
  lease: Lease | undefined;
  /** Aborted when the namespace is no longer this run's: nothing of it may be touched any more. */
  readonly lost: AbortController;
}

export interface HeldLock {
  readonly namespace: string;
  readonly holder: string;
  readonly kubeconfig: string;
  readonly context: string;
}

export interface RunContext {
  readonly config: Config;
  readonly plan: Plan;
  readonly ports: PipelinePorts;
  readonly settings: RunSettings;
  readonly state: RunState;
  readonly emit: Emit;
  /** Values of the secrets, by Secret and key. In memory only. */
  readonly secrets: SecretValues;
}

export function emptyState(): RunState {
  return {
    cluster: undefined,
    kube: undefined,
    built: new Map(),
    traces: new Map(),
    deployAs: new Map(),
    preChecks: [],
    badChecks: [],
    releases: new Map(),
    rendered: new Map(),
    charts: new Map(),
    lease: undefined,
    lost: new AbortController(),
  };
}

export function clusterOf({ state }: RunContext): ClusterHandle {
  if (!state.cluster) throw new Error('the plan uses the cluster before it is there');
  return state.cluster;
}

export function releasePorts(context: RunContext, signal: AbortSignal): ReleasePorts {
  const { kube } = context.state;
  if (!kube) throw new Error('the plan uses the cluster before it is there');
  const { exec, clock } = context.ports;
  return { exec, clock, kube, emit: context.emit, signal, graces: context.config.graces };
}
