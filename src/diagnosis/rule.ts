import type { Place } from '../model/check.ts';
import type { Confidence } from '../model/fault.ts';
import type { World } from './world.ts';

export const faultIds = [
  'minikube-start-failed',
  'disk-full',
  'node-not-ready',
  'dns-broken',
  'api-unreachable',
  'values-schema',
  'template-error',
  'unknown-kind',
  'resource-conflict',
  'nodeport-taken',
  'quota-exceeded',
  'policy-refused',
  'webhook-unavailable',
  'unschedulable-resources',
  'unschedulable-constraint',
  'pvc-no-storageclass',
  'pvc-provisioning-failed',
  'mount-missing',
  'image-not-found',
  'image-auth',
  'image-network',
  'image-not-loaded',
  'image-stale',
  'image-name-invalid',
  'image-arch',
  'config-missing',
  'config-key-missing',
  'command-not-found',
  'run-as-non-root',
  'read-only-filesystem',
  'permission-denied',
  'port-in-use',
  'env-missing',
  'oom-killed',
  'crash-loop',
  'exits-zero',
  'dependency-refused',
  'database-auth',
  'database-missing',
  'migration-failed',
  'jwt-secret-mismatch',
  'stale-config',
  'readiness-wrong-path',
  'readiness-wrong-port',
  'probe-timeout',
  'liveness-kills',
  'init-waits',
  'init-crash',
  'selector-no-match',
  'selector-wrong-pods',
  'targetport-mismatch',
  'named-port-missing',
  'network-policy',
  'ingress-wrong',
  'release-locked',
  'hook-failed',
  'rollback-incomplete',
  'cors-origin-missing',
  'upstream-wrong',
  'old-version-serving',
  'contract-drift',
  'unknown',
] as const;

/** An object of the cluster, or what stands outside of it: `Cluster`, `Node`, `Release`, `Image`. */
export interface Ref {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export interface Quote {
  readonly text: string;
  readonly file?: string;
}

/** One place where a rule holds, told with the real names. */
export interface Finding {
  readonly object: Ref;
  readonly title: string;
  readonly confidence: Confidence;
  readonly evidence: readonly Quote[];
  readonly remedy: string;
  readonly reproduce: string;
  /** Container, when the fault is in one: a fault in another container of the same pod is independent. */
  readonly container?: string;
  /** Milliseconds since the epoch, where it is known. */
  readonly since?: number;
  /** The objects that it waits for, when the signal names them; otherwise all that the workload depends on. */
  readonly waitsFor?: readonly Ref[];
  readonly place?: Place;
}

/**
 * What may be behind a fault of this kind:
 * `nothing`: it is a cause by itself. `same`: another fault of the same object. `dependency`: also a fault of what the object depends on.
 */
export type Behind = 'nothing' | 'same' | 'dependency';

export interface Rule {
  /** One of the catalogue; a rule of the user has a name of its own. */
  readonly id: string;
  /** 0 cluster, 1 admission, 2 scheduling and volumes, 3 image, 4 start, 5 run, 6 probes, 7 network, 8 release, 9 contract. */
  readonly layer: number;
  readonly behind: Behind;
  /** The machine, the cluster or the network failed, not the application. */
  readonly infrastructure?: true;
  /** How it is recognised, for the catalogue. */
  readonly signal: string;
  /** What to do, for the catalogue. */
  readonly advice: string;
  readonly find: (world: World) => readonly Finding[];
}
