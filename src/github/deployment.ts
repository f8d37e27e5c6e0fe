import type { Report } from '../model/report.ts';
import type { PipelineVerdict } from '../model/verdict.ts';
import { cut } from '../report/text.ts';
import { headline } from '../report/words.ts';
import type { CallApi } from './api.ts';
import type { GitHubTarget } from './target.ts';

const states: Readonly<Record<PipelineVerdict, string>> = {
  passed: 'success',
  failed: 'failure',
  infrastructure: 'error',
  cancelled: 'error',
};

/** Recorded in one go when the result is known, so that none is left “in progress” by a run that was killed. */
export async function recordDeployment(
  report: Report,
  target: GitHubTarget,
  environment: string,
  call: CallApi,
): Promise<string | undefined> {
  const path = `/repos/${target.repository}/deployments`;
  const made = await call({ method: 'POST', path, body: deployment(target, environment) });
  if (!made.ok) return made.why;
  const { id } = made.body as { readonly id?: number };
  if (typeof id !== 'number') return 'the API did not say which deployment it made';
  const said = await call({ method: 'POST', path: `${path}/${id}/statuses`, body: deploymentStatus(report, target) });
  return said.ok ? undefined : said.why;
}

export function deployment(target: GitHubTarget, environment: string): Record<string, unknown> {
  return { ref: target.sha, environment, auto_merge: false, required_contexts: [], description: 'taskflow-k8s' };
}

export function deploymentStatus(report: Report, target: GitHubTarget): Record<string, unknown> {
  const url = report.environment['frontend-url'] ?? report.environment['backend-url'];
  return {
    state: states[report.verdict],
    description: cut(headline(report), 140),
    log_url: target.runUrl,
    ...(url === undefined || report.verdict !== 'passed' ? {} : { environment_url: url }),
  };
}
