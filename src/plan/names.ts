import { createHash } from 'node:crypto';

/** Everything that decides which cluster a run uses. */
export interface RunIdentity {
  readonly name: string;
  /** The workspace's absolute path: two checkouts on one laptop do not share a cluster. */
  readonly workspace: string;
  /** What the cluster is made from; another configuration gets another cluster. */
  readonly cluster: unknown;
  /** Run, attempt, job and matrix of a CI run; undefined on a laptop. */
  readonly ci?: string;
}

/** On a laptop a hash of project and cluster configuration, so that the second run finds it; in CI unique per run and job. */
export function clusterName(identity: RunIdentity): string {
  const key = identity.ci ?? JSON.stringify([identity.workspace, identity.cluster]);
  return `tf-${identity.name.slice(0, 24)}-${digest(key, 8)}`;
}

/** The node's address, chosen before the node exists, so that it can be a build argument or a CORS origin. */
export function nodeAddress(name: string): string {
  const number = Number.parseInt(digest(name, 4), 16);
  return `192.168.${100 + (number % 150)}.2`;
}

export function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
