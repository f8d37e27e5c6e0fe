import type { InputSpec } from '../config/inputs.ts';

/** Inputs that only GitHub's runner has a use for; the pipeline's own are in `config/inputs.ts` and are flags of the command line too. */
export const actionInputSpecs: Readonly<Record<string, InputSpec>> = {
  command: {
    description:
      'Another command of `taskflow-k8s` instead of `run`, such as `plan` or `record`; inputs that it knows become its flags.',
  },
  'github-token': {
    description:
      'With a token (`github.token`) the result also becomes a comment on the pull request and a check per checkpoint. Wants `pull-requests: write` and `checks: write`; without them, as in forks, the job summary says it all.',
  },
  'github-environment': {
    description:
      'Name of an environment: the run is recorded as a deployment to it, with its address. Wants `github-token` and `deployments: write`.',
  },
  matrix: {
    description: 'Tells the jobs of a matrix apart, in names of clusters, artifacts and checks. GitHub fills it.',
    default: '${{ toJSON(matrix) }}',
  },
};

/** `{"provider":"kind","helm":4}` → `kind-4`; empty without a matrix. Words of the user's own are taken as they are. */
export function matrixName(text: string): string {
  return wordsOf(parsed(text))
    .join('-')
    .replaceAll(/[^\w.-]+/g, '-')
    .slice(0, 60);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function wordsOf(value: unknown): readonly string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(wordsOf);
  return value === null || value === undefined || value === '' ? [] : [String(value)];
}
