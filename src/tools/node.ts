import type { ClusterNode } from '../model/cluster.ts';
import type { Command } from '../ports/exec.ts';
import { type Docker, docker, execArgs } from './docker.ts';

/** A command inside a node; undefined where nobody can get in, as with somebody else's cluster. */
export function inNode(
  tool: Docker,
  node: ClusterNode,
  argv: readonly string[],
  more: Partial<Command> = {},
): Command | undefined {
  switch (node.access.kind) {
    case 'container':
      return docker(tool, execArgs(node.access.container, argv, more.stdin !== undefined), more);
    case 'host':
      return { tool: argv[0] as string, args: argv.slice(1), ...more };
    case 'none':
      return undefined;
  }
}

/** Three questions in one round trip, since each costs as much as importing a small layer. */
export const nodeQuestions = [
  'sh',
  '-c',
  'crictl images -o json; echo ===; containerd config dump; echo ===; ctr -n k8s.io snapshots --snapshotter "$(containerd config dump | sed -n \'s/^ *snapshotter = "\\(.*\\)"$/\\1/p\' | head -1)" ls',
] as const;

export const nodeImagesArgv = ['crictl', 'images', '-o', 'json'] as const;

export function importArgv(snapshotter: string): string[] {
  return ['ctr', '-n', 'k8s.io', 'images', 'import', '--snapshotter', snapshotter, '-'];
}

export const forgetArgv = (names: readonly string[]): string[] => [
  'ctr',
  '-n',
  'k8s.io',
  'images',
  'remove',
  '--sync',
  ...names,
];

export const retagArgv = (from: string, to: string): string[] => [
  'ctr',
  '-n',
  'k8s.io',
  'images',
  'tag',
  '--force',
  from,
  to,
];

export const dockerLoadArgv = ['docker', 'image', 'load', '--quiet'] as const;

export interface NodeStore {
  /** Canonical reference → image id. */
  readonly images: ReadonlyMap<string, string>;
  readonly snapshotter: string;
  /** Chain ids of the layers that are unpacked. */
  readonly chains: ReadonlySet<string>;
}

export function parseNodeStore(text: string): NodeStore {
  const [images = '', config = '', snapshots = ''] = text.split(/^===$/m);
  return {
    images: parseNodeImages(images),
    snapshotter: /^\s*snapshotter = "(\w[\w-]*)"/m.exec(config)?.[1] ?? 'overlayfs',
    chains: parseSnapshots(snapshots),
  };
}

export function parseNodeImages(text: string): Map<string, string> {
  const { images } = JSON.parse(text) as { images?: readonly { id: string; repoTags?: readonly string[] }[] };
  return new Map((images ?? []).flatMap(({ id, repoTags = [] }) => repoTags.map((tag) => [tag, id] as const)));
}

/** `ctr snapshots ls`: KEY PARENT KIND. Only committed ones are finished layers. */
export function parseSnapshots(text: string): Set<string> {
  const rows = text.split('\n').map((line) => line.trim().split(/\s+/));
  return new Set(rows.filter((row) => row.at(-1) === 'Committed').map((row) => row[0] as string));
}

/** The name under which a node knows what Docker calls `app:1.0`. */
export function canonicalRef(ref: string): string {
  const slash = ref.indexOf('/');
  const first = slash === -1 ? '' : ref.slice(0, slash);
  const tagged = /:[^/]+$|@/.test(ref) ? ref : `${ref}:latest`;
  if (slash === -1) return `docker.io/library/${tagged}`;
  return first.includes('.') || first.includes(':') || first === 'localhost' ? tagged : `docker.io/${tagged}`;
}
