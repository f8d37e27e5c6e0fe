import type { Report } from '../model/report.ts';
import { failedCheckpoint, rollbackOf } from '../report/select.ts';
import { causeLine } from '../report/words.ts';

interface OutputSpec {
  readonly description: string;
  readonly of: (report: Report, paths: OutputPaths) => string | undefined;
}

/** What a stage has said about the world under this name. */
const fact =
  (name: string): OutputSpec['of'] =>
  ({ environment }) =>
    environment[name];

/** Every output of the action. `action.yml` is generated from this table, and a report fills it. */
export const outputSpecs: Readonly<Record<string, OutputSpec>> = {
  verdict: { description: 'passed, failed, infrastructure or cancelled.', of: ({ verdict }) => verdict },
  'report-path': { description: 'Folder of the report on the runner.', of: (_, { out }) => out },
  'artifact-id': { description: 'Id of the uploaded artifact.', of: (_, { artifactId }) => artifactId },
  'artifact-url': { description: 'Address of the uploaded artifact.', of: (_, { artifactUrl }) => artifactUrl },
  'page-url': {
    description: 'Address of the report’s page, which the browser shows.',
    of: (_, { pageUrl }) => pageUrl,
  },
  rollback: { description: 'none, verified or failed.', of: rollbackOf },
  'cluster-ip': { description: 'Address of the first node.', of: fact('cluster-ip') },
  'frontend-url': { description: 'Address of the UI, while the cluster is there.', of: fact('frontend-url') },
  'backend-url': { description: 'Address of the API, while the cluster is there.', of: fact('backend-url') },
  kubeconfig: {
    description: 'Path of the cluster’s own kubeconfig, while the cluster is there.',
    of: fact('kubeconfig'),
  },
  namespace: { description: 'Namespace of the releases.', of: fact('namespace') },
  'failed-checkpoint': {
    description: 'Id of the checkpoint that failed.',
    of: (report) => failedCheckpoint(report)?.id,
  },
  'root-cause': { description: 'The diagnosed cause in one line.', of: (report) => oneLine(causeLine(report) ?? '') },
  timings: { description: 'JSON: milliseconds by stage.', of: ({ timings }) => JSON.stringify(timings) },
};

export interface OutputPaths {
  readonly out: string;
  readonly artifactId?: string;
  readonly artifactUrl?: string;
  readonly pageUrl?: string;
}

/** Each output has a value, so that a workflow never sees the one of an earlier step; what is not known is empty. */
export function outputsOf(report: Report, paths: OutputPaths): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(outputSpecs).map(([name, spec]) => [name, spec.of(report, paths) ?? '']));
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(0, 300);
}
