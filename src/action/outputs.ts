import type { Report } from '../model/report.ts';

/** Every output of the action. `action.yml` is generated from this table, and a report fills it. */
export const outputSpecs: Readonly<
  Record<string, { readonly description: string; readonly of: (report: Report, paths: OutputPaths) => string }>
> = {
  verdict: { description: 'passed, failed, infrastructure or cancelled.', of: (report) => report.verdict },
  'report-path': { description: 'Folder of the report on the runner.', of: (_, paths) => paths.out },
  'artifact-id': { description: 'Id of the uploaded artifact.', of: (_, paths) => paths.artifactId ?? '' },
  'artifact-url': { description: 'Address of the uploaded artifact.', of: (_, paths) => paths.artifactUrl ?? '' },
  rollback: { description: 'none, verified or failed.', of: rollbackOf },
  'cluster-ip': {
    description: 'Address of the first node.',
    of: (report) => /\d+\.\d+\.\d+\.\d+/.exec(report.environment.nodes ?? '')?.[0] ?? '',
  },
  'frontend-url': {
    description: 'Address of the UI, while the cluster is there.',
    of: (report) => report.environment['frontend-url'] ?? '',
  },
  'backend-url': {
    description: 'Address of the API, while the cluster is there.',
    of: (report) => report.environment['backend-url'] ?? '',
  },
  kubeconfig: {
    description: 'Path of the cluster’s own kubeconfig.',
    of: (report) => report.environment.kubeconfig ?? '',
  },
  namespace: { description: 'Namespace of the releases.', of: (report) => report.releases[0]?.namespace ?? '' },
  'failed-checkpoint': {
    description: 'Id of the checkpoint that failed.',
    of: (report) =>
      report.checkpoints.find(({ verdict }) => verdict === 'failed' || verdict === 'inconclusive')?.id ?? '',
  },
  'root-cause': {
    description: 'The diagnosed cause in one line.',
    of: (report) => oneLine(report.faults.find((fault) => fault.root)?.title ?? report.reason ?? ''),
  },
  timings: { description: 'JSON: milliseconds by stage.', of: (report) => JSON.stringify(report.timings) },
};

export interface OutputPaths {
  readonly out: string;
  readonly artifactId?: string;
  readonly artifactUrl?: string;
}

export function outputsOf(report: Report, paths: OutputPaths): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(outputSpecs).map(([name, spec]) => [name, spec.of(report, paths)]));
}

function rollbackOf(report: Report): string {
  const taken = report.releases.filter(
    ({ action, rolledBackTo }) => action === 'rolled-back' || action === 'uninstalled' || rolledBackTo !== undefined,
  );
  const tried = report.releases.filter(({ detail }) => detail?.startsWith('rollback failed'));
  if (taken.length + tried.length === 0) return 'none';
  return tried.length === 0 && taken.every(({ verified }) => verified) ? 'verified' : 'failed';
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(0, 300);
}
