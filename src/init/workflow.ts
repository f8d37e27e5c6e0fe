import { isDatabaseUrl } from './secrets.ts';

/** The workflow that runs the pipeline for every pull request. */
export function workflowText(file: string, variables: readonly string[]): string {
  const wait =
    variables.length === 0
      ? []
      : ['        env:', ...variables.map((name) => `          ${name}: ${expression(name)}`)];
  const config = file === 'pipeline.yml' ? [] : ['        with:', `          config: ${file}`];
  return [
    '# Written by `taskflow-k8s init`: every pull request is deployed, whole, to a Kubernetes cluster on the runner.',
    ...(variables.length === 0 ? [] : secretNote(variables)),
    'name: Kubernetes',
    'on:',
    '  pull_request:',
    '  workflow_dispatch:',
    'permissions:',
    '  contents: read',
    'concurrency:',
    `  group: kubernetes-\${{ github.ref }}`,
    '  cancel-in-progress: true',
    'jobs:',
    '  kubernetes:',
    '    runs-on: ubuntu-latest',
    '    timeout-minutes: 45',
    '    steps:',
    '      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0',
    '        with:',
    '          persist-credentials: false',
    '      - uses: org/taskflow-k8s-action@v1',
    ...config,
    ...wait,
    '',
  ].join('\n');
}

function secretNote(variables: readonly string[]): string[] {
  const own = variables.filter((name) => fallback(name) === undefined);
  const note = '# Pull requests from forks get no secrets; what stands after || is used there.';
  return own.length === 0
    ? [note]
    : [`# Settings → Secrets and variables → Actions must hold: ${own.join(', ')}.`, note];
}

function expression(name: string): string {
  const other = fallback(name);
  return `\${{ secrets.${name}${other === undefined ? '' : ` || ${other}`} }}`;
}

/** A key that only signs may be new in every run; a key of somebody else's service may be absent; a database may not. */
function fallback(name: string): string | undefined {
  if (isDatabaseUrl(name)) return undefined;
  if (/AUTH_SECRET|JWT|SESSION|SIGNING|SECRET_KEY|^SECRET$|PASSWORD|SALT/.test(name))
    return "format('run-{0}-{1}', github.run_id, github.sha)";
  if (/API_KEY|TOKEN/.test(name)) return "'none-in-this-run'";
  return undefined;
}
