import type { Command } from '../ports/exec.ts';

/** Repositories, logins and their cache, in files of our own: the user's stay as they are. */
export interface ChartHome {
  readonly folder: string;
  readonly plainHttp?: boolean;
}

export interface Login {
  readonly username: string;
  readonly password: string;
}

export function repoAdd(home: ChartHome, name: string, url: string, login?: Login): Command {
  return {
    tool: 'helm',
    args: [
      ...['repo', 'add', name, url, '--force-update'],
      ...(login ? ['--username', login.username, '--password-stdin'] : []),
    ],
    env: homeEnv(home),
    ...(login ? { stdin: login.password } : {}),
    timeoutMs: 60_000,
  };
}

export function registryLogin(home: ChartHome, host: string, login: Login): Command {
  const args = ['registry', 'login', host, '--username', login.username, '--password-stdin'];
  return {
    tool: 'helm',
    args: [...args, ...(home.plainHttp ? ['--plain-http'] : [])],
    env: homeEnv(home),
    stdin: login.password,
    timeoutMs: 60_000,
  };
}

/** Fetches and unpacks into `folder`, as a folder of the chart's name. */
export function pull(home: ChartHome, chart: string, folder: string, version?: string): Command {
  return {
    tool: 'helm',
    args: [
      ...['pull', chart, '--untar', '--untardir', folder],
      ...(version ? ['--version', version] : []),
      ...(home.plainHttp ? ['--plain-http'] : []),
    ],
    env: homeEnv(home),
    timeoutMs: 120_000,
  };
}

export function dependencyList(chart: string): Command {
  return { tool: 'helm', args: ['dependency', 'list', chart, '--max-col-width', '0'], timeoutMs: 30_000 };
}

/** The names of those that the chart lacks. */
export function parseMissing(stdout: string): string[] {
  const rows = stdout.split('\n').slice(1);
  return rows
    .map((row) => row.trim().split(/\s+/))
    .flatMap(([name = '', ...rest]) => (rest.at(-1) === 'missing' ? [name] : []));
}

export function dependencyBuild(home: ChartHome, chart: string): Command {
  return { tool: 'helm', args: ['dependency', 'build', chart], env: homeEnv(home), timeoutMs: 180_000 };
}

function homeEnv({ folder }: ChartHome): Readonly<Record<string, string>> {
  return {
    HELM_REGISTRY_CONFIG: `${folder}/registry.json`,
    HELM_REPOSITORY_CONFIG: `${folder}/repositories.yaml`,
    HELM_REPOSITORY_CACHE: `${folder}/cache`,
  };
}
