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

export function upgrade(
  target: HelmTarget,
  release: {
    name: string;
    chart: string;
    version?: string;
    valuesFiles: readonly string[];
    values?: string;
    timeoutMs: number;
    description: string;
  },
): Command {
  return {
    tool: 'helm',
    args: [
      'upgrade',
      '--install',
      release.name,
      release.chart,
      ...flags(target),
      '--create-namespace',
      ...(release.version ? ['--version', release.version] : []),
      ...release.valuesFiles.flatMap((file) => ['-f', file]),
      ...(release.values === undefined ? [] : ['-f', '-']),
      '--timeout',
      durationFlag(release.timeoutMs),
      '--history-max',
      '10',
      '--description',
      release.description,
    ],
    ...(release.values === undefined ? {} : { stdin: release.values }),
    timeoutMs: release.timeoutMs + 15_000,
  };
}

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
