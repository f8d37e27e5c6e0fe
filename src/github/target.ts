/** What a result is said about: a commit, and the pull request it belongs to. */
export interface GitHubTarget {
  /** `https://api.github.com`, or that of a GitHub Enterprise Server. */
  readonly api: string;
  readonly repository: string;
  /** The pull request's own last commit, not the merge that was checked out: checks are shown at that one. */
  readonly sha: string;
  readonly pullRequest?: number;
  /** A pull request from another repository: its token can only read. */
  readonly fork: boolean;
  readonly runUrl: string;
  /** Tells this job's comment and checks from those of other jobs. */
  readonly job: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** From the runner's variables and the event's payload; undefined where they do not say enough, as outside of GitHub. */
export function targetOf(env: Env, event: unknown, matrix: string): GitHubTarget | undefined {
  const { GITHUB_REPOSITORY: repository, GITHUB_SHA: merged } = env;
  if (!repository || !merged) return undefined;
  const pull = field(event, 'pull_request');
  const head = field(pull, 'head');
  const number = field(pull, 'number');
  const sha = field(head, 'sha');
  const from = field(field(head, 'repo'), 'full_name');
  return {
    api: (env.GITHUB_API_URL ?? 'https://api.github.com').replace(/\/$/, ''),
    repository,
    sha: typeof sha === 'string' ? sha : merged,
    ...(typeof number === 'number' ? { pullRequest: number } : {}),
    fork: pull !== undefined && from !== repository,
    runUrl: `${env.GITHUB_SERVER_URL ?? 'https://github.com'}/${repository}/actions/runs/${env.GITHUB_RUN_ID ?? ''}`,
    job: [env.GITHUB_WORKFLOW, env.GITHUB_JOB, env.GITHUB_ACTION, matrix].filter(Boolean).join('/'),
  };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
