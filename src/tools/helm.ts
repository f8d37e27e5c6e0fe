import { durationFlag } from '../lib/duration.ts';
import type { Command } from '../ports/exec.ts';

/** helm: typed verbs to argv, output to values. Every call names its kubeconfig and context; nothing ambient is used. */

export interface HelmTarget {
  readonly kubeconfig: string;
  readonly context: string;
  readonly namespace: string;
}

export interface Revision {
  readonly revision: number;
  readonly status: string;
  readonly chart: string;
  readonly description: string;
}

export interface UpgradeOptions {
  readonly name: string;
  readonly chart: string;
  readonly version?: string;
  readonly valuesFiles: readonly string[];
  readonly values?: string;
  readonly timeoutMs: number;
  readonly description: string;
  /** Passed on to the program or plugin that sees the rendered chart last. */
  readonly postRender?: { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> };
}

export function upgrade(target: HelmTarget, release: UpgradeOptions): Command {
  return {
    tool: 'helm',
    args: [
      ...upgradeArgs(target, release),
      '--timeout',
      durationFlag(release.timeoutMs),
      '--history-max',
      '10',
      '--description',
      release.description,
      ...(release.postRender?.args ?? []),
    ],
    ...(release.values === undefined ? {} : { stdin: release.values }),
    ...(release.postRender ? { env: release.postRender.env } : {}),
    timeoutMs: release.timeoutMs + 15_000,
  };
}

/** What `upgrade` would apply, rendered against the real cluster, as JSON. The answer holds the chart itself, too. */
export function dryRun(
  target: HelmTarget,
  release: UpgradeOptions,
  options: { takeOwnership?: boolean } = {},
): Command {
  return {
    tool: 'helm',
    args: [
      ...upgradeArgs(target, release),
      '--dry-run=server',
      '-o',
      'json',
      ...(options.takeOwnership ? ['--take-ownership'] : []),
    ],
    ...(release.values === undefined ? {} : { stdin: release.values }),
    timeoutMs: 120_000,
    keepBytes: 64 * 1024 * 1024,
  };
}

function upgradeArgs(target: HelmTarget, release: UpgradeOptions): string[] {
  return [
    'upgrade',
    '--install',
    release.name,
    release.chart,
    ...flags(target),
    ...(release.version ? ['--version', release.version] : []),
    ...release.valuesFiles.flatMap((file) => ['-f', file]),
    ...(release.values === undefined ? [] : ['-f', '-']),
  ];
}

export interface DryRun {
  readonly manifest: string;
  readonly hooks: readonly {
    readonly kind: string;
    readonly name: string;
    readonly events: readonly string[];
    readonly manifest: string;
  }[];
}

export function parseDryRun(stdout: string): DryRun {
  const { manifest = '', hooks = [] } = JSON.parse(stdout) as Partial<DryRun>;
  return { manifest, hooks: hooks ?? [] };
}

export const versionCommand: Command = { tool: 'helm', args: ['version', '--short'], timeoutMs: 20_000 };

/** `v3.21.4+g…` → 3. */
export function parseMajor(stdout: string): number {
  const major = Number(/v?(\d+)\./.exec(stdout)?.[1]);
  if (!Number.isInteger(major)) throw new Error(`helm says no version that can be understood: ${stdout.trim()}`);
  return major;
}

/** The folders in which Helm looks for plugins. */
export const pluginsCommand: Command = { tool: 'helm', args: ['env', 'HELM_PLUGINS'], timeoutMs: 20_000 };

export function template(release: {
  name: string;
  namespace: string;
  chart: string;
  version?: string;
  valuesFiles: readonly string[];
  values?: string;
  kubeVersion?: string;
}): Command {
  return {
    tool: 'helm',
    args: [
      'template',
      release.name,
      release.chart,
      '-n',
      release.namespace,
      ...(release.version ? ['--version', release.version] : []),
      ...release.valuesFiles.flatMap((file) => ['-f', file]),
      ...(release.values === undefined ? [] : ['-f', '-']),
      ...(release.kubeVersion ? ['--kube-version', release.kubeVersion] : []),
    ],
    ...(release.values === undefined ? {} : { stdin: release.values }),
    timeoutMs: 60_000,
  };
}

export function lint(chart: string, valuesFiles: readonly string[], values?: string): Command {
  return {
    tool: 'helm',
    args: [
      'lint',
      '--strict',
      chart,
      ...valuesFiles.flatMap((file) => ['-f', file]),
      ...(values === undefined ? [] : ['-f', '-']),
    ],
    ...(values === undefined ? {} : { stdin: values }),
    timeoutMs: 60_000,
  };
}

export function showValues(chart: string, version?: string): Command {
  return {
    tool: 'helm',
    args: ['show', 'values', chart, ...(version ? ['--version', version] : [])],
    timeoutMs: 60_000,
  };
}

/** The chart's own tests. Without `--logs`: Helm fails on a pod that its own policy has deleted. */
export function test(target: HelmTarget, name: string, timeoutMs: number): Command {
  return {
    tool: 'helm',
    args: ['test', name, ...flags(target), '--timeout', durationFlag(timeoutMs)],
    timeoutMs: timeoutMs + 15_000,
  };
}

export function getHooks(target: HelmTarget, name: string): Command {
  return { tool: 'helm', args: ['get', 'hooks', name, ...flags(target)], timeoutMs: 30_000 };
}

export function history(target: HelmTarget, name: string): Command {
  return { tool: 'helm', args: ['history', name, ...flags(target), '-o', 'json', '--max', '20'], timeoutMs: 30_000 };
}

export function getManifest(target: HelmTarget, name: string, revision?: number): Command {
  return {
    tool: 'helm',
    args: [
      'get',
      'manifest',
      name,
      ...flags(target),
      ...(revision === undefined ? [] : ['--revision', String(revision)]),
    ],
    timeoutMs: 30_000,
  };
}

export function rollback(
  target: HelmTarget,
  name: string,
  revision: number,
  options: { timeoutMs: number; hooks: boolean },
): Command {
  return {
    tool: 'helm',
    args: [
      'rollback',
      name,
      String(revision),
      ...flags(target),
      '--timeout',
      durationFlag(options.timeoutMs),
      '--history-max',
      '10',
      ...(options.hooks ? [] : ['--no-hooks']),
    ],
    timeoutMs: options.timeoutMs + 15_000,
  };
}

export function uninstall(target: HelmTarget, name: string, options: { timeoutMs: number; hooks: boolean }): Command {
  return {
    tool: 'helm',
    args: [
      'uninstall',
      name,
      ...flags(target),
      '--ignore-not-found',
      '--wait',
      '--timeout',
      durationFlag(options.timeoutMs),
      ...(options.hooks ? [] : ['--no-hooks']),
    ],
    timeoutMs: options.timeoutMs + 15_000,
  };
}

export function parseHistory(stdout: string): Revision[] {
  const rows = JSON.parse(stdout) as readonly Partial<Revision>[];
  return rows.map((row) => ({
    revision: row.revision ?? 0,
    status: row.status ?? 'unknown',
    chart: row.chart ?? '',
    description: row.description ?? '',
  }));
}

function flags(target: HelmTarget): string[] {
  return ['-n', target.namespace, '--kubeconfig', target.kubeconfig, '--kube-context', target.context];
}
