import type { Command } from '../ports/exec.ts';

export interface BuildArgs {
  readonly dockerfile: string;
  readonly context: string;
  readonly tags: readonly string[];
  readonly target?: string;
  readonly args: Readonly<Record<string, string>>;
  /** Secret id → environment variable that holds it; the value itself never becomes an argument. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly platform?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly cacheFrom?: readonly string[];
  readonly cacheTo?: readonly string[];
  readonly pull?: boolean;
}

/** Where a build by BuildKit puts its result. */
export type BuildOutput = { readonly kind: 'load' } | { readonly kind: 'layout'; readonly dir: string };

export interface Docker {
  readonly tool: string;
  /** For instance another daemon: `DOCKER_HOST`. */
  readonly env?: Readonly<Record<string, string>>;
}

export const docker = (tool: Docker, args: readonly string[], more: Partial<Command> = {}): Command => ({
  tool: tool.tool,
  args,
  ...more,
  ...(tool.env || more.env ? { env: { ...tool.env, ...more.env } } : {}),
});

/** The builder inside the daemon, without BuildKit: no secrets, no cache import. */
export function classicBuildArgs(build: BuildArgs): string[] {
  return ['build', '--force-rm', ...commonBuildArgs(build), build.context];
}

export function buildxArgs(build: BuildArgs, output: BuildOutput): string[] {
  const secrets = Object.entries(build.secrets).flatMap(([id, env]) => ['--secret', `id=${id},env=${env}`]);
  const target =
    output.kind === 'load'
      ? ['--load']
      : ['--output', `type=oci,tar=false,dest=${output.dir},compression=uncompressed,force-compression=true`];
  return [
    'buildx',
    'build',
    '--progress',
    'plain',
    '--provenance=false',
    ...commonBuildArgs(build),
    ...secrets,
    ...(build.cacheFrom ?? []).flatMap((cache) => ['--cache-from', cache]),
    ...(build.cacheTo ?? []).flatMap((cache) => ['--cache-to', cache]),
    ...target,
    build.context,
  ];
}

function commonBuildArgs(build: BuildArgs): string[] {
  return [
    '--file',
    build.dockerfile,
    ...build.tags.flatMap((tag) => ['--tag', tag]),
    ...(build.target ? ['--target', build.target] : []),
    ...(build.platform ? ['--platform', build.platform] : []),
    ...(build.pull ? ['--pull'] : []),
    ...Object.entries(build.args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    ...Object.entries(build.labels ?? {}).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
  ];
}

export const imageInspectArgs = (refs: readonly string[]): string[] => ['image', 'inspect', ...refs];
export const imageTagArgs = (from: string, to: string): string[] => ['image', 'tag', from, to];
export const imageHistoryArgs = (ref: string): string[] => [
  'image',
  'history',
  '--no-trunc',
  '--format',
  '{{json .}}',
  ref,
];
export const saveArgs = (refs: readonly string[]): string[] => ['image', 'save', ...refs];
export const imageUntagArgs = (ref: string): string[] => ['image', 'rm', '--no-prune', ref];
export const pushArgs = (ref: string): string[] => ['image', 'push', ref];
export const networkIdsArgs = ['network', 'ls', '--quiet'] as const;
export const networkInspectArgs = (ids: readonly string[]): string[] => ['network', 'inspect', ...ids];
export const buildxInspectArgs = ['buildx', 'inspect'] as const;

export function execArgs(container: string, argv: readonly string[], interactive = false): string[] {
  return ['exec', ...(interactive ? ['-i'] : []), container, ...argv];
}

/** Ids of everything that carries a label; `-q` works alike for containers, volumes and networks. */
export function listByLabelArgs(what: 'container' | 'volume' | 'network', label: string): string[] {
  return [what, 'ls', '-q', ...(what === 'container' ? ['-a'] : []), '--filter', `label=${label}`];
}

export function removeArgs(what: 'container' | 'volume' | 'network', ids: readonly string[]): string[] {
  return [what, 'rm', ...(what === 'container' ? ['-f', '-v'] : []), ...ids];
}

export const runningByLabelArgs = (label: string): string[] => ['container', 'ls', '-q', '--filter', `label=${label}`];

export function networkCreateArgs(name: string, label: string, subnet?: string): string[] {
  return ['network', 'create', '--label', label, ...(subnet ? ['--subnet', subnet] : []), name];
}
