import type { Report } from '../model/report.ts';
import { type ApiPorts, type CallApi, githubApi } from './api.ts';
import { publishChecks } from './checks.ts';
import { stickyComment } from './comment.ts';
import { recordDeployment } from './deployment.ts';
import type { GitHubTarget } from './target.ts';

export interface PublishInput {
  readonly target: GitHubTarget;
  readonly token: string;
  readonly environment?: string;
  /** The job of a matrix, so that its checks differ from its neighbours’. */
  readonly matrix: string;
  readonly artifactUrl?: string;
}

/** Says the result on GitHub. What could not be said comes back as sentences: it never changes the verdict. */
export async function publishReport(report: Report, input: PublishInput, ports: ApiPorts): Promise<readonly string[]> {
  const call = githubApi(input.target.api, input.token, ports);
  const problems: string[] = [];
  for (const [what, work] of tasks(report, input, call)) {
    const why = await work().catch((error: unknown) => String(error));
    if (why !== undefined) problems.push(`${what} left out: ${why}.${hintFor(input.target, why)}`);
  }
  return problems;
}

type Task = readonly [what: string, work: () => Promise<string | undefined>];

function tasks(report: Report, input: PublishInput, call: CallApi): readonly Task[] {
  const { target, environment } = input;
  const label = [report.name, input.matrix].filter(Boolean).join(' ');
  const links = [
    `[Job summary](${target.runUrl})`,
    ...(input.artifactUrl === undefined ? [] : [`[Whole report](${input.artifactUrl})`]),
  ];
  const { pullRequest } = target;
  return [
    ...(pullRequest === undefined
      ? []
      : [['The comment was', () => stickyComment(report, { ...target, pullRequest }, links, call)] as const]),
    ['Checks were', () => publishChecks(report, target, label, call)],
    ...(environment === undefined
      ? []
      : [['The deployment was', () => recordDeployment(report, target, environment, call)] as const]),
  ];
}

function hintFor({ fork }: GitHubTarget, why: string): string {
  if (!/^(401|403|404) /.test(why)) return '';
  return fork
    ? ' A pull request from a fork gets a token that can only read; the job summary says the same.'
    : ' Give the job the permission that docs/workflows.md names.';
}
