import { cp, mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isLocalChart, type RepositoryConfig } from '../config/config.ts';
import { StageError } from '../model/stage-error.ts';
import type { Outcome } from '../ports/exec.ts';
import * as helm from '../tools/helm-charts.ts';
import { lastWords } from '../tools/outcome.ts';
import type { ReleasePorts } from './spec.ts';

export interface ChartSource {
  readonly chart: string;
  readonly version?: string | undefined;
  readonly repositories: Readonly<Record<string, RepositoryConfig>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The checkout, which is only read. */
  readonly workspace: string;
  /** Where charts are put; what is there of this chart is replaced. */
  readonly folder: string;
}

type ChartPorts = Pick<ReleasePorts, 'exec' | 'signal'>;

/** The chart as a folder on this machine: from the checkout, with its dependencies; or fetched once, with the right to read it. */
export async function fetchChart(source: ChartSource, ports: ChartPorts): Promise<string> {
  const { chart, repositories } = source;
  if (isLocalChart(chart, repositories)) return withDependencies(source, ports);
  const [name, repository] = repositoryOf(source) ?? [];
  const home: helm.ChartHome = { folder: source.folder, plainHttp: repository?.['plain-http'] ?? false };
  await rm(join(source.folder, 'chart'), { recursive: true, force: true });
  await mkdir(join(source.folder, 'chart'), { recursive: true, mode: 0o700 });
  if (name !== undefined && repository) await enter(name, repository, source, ports);
  const reference = referenceOf(chart, name, repository);
  await run(helm.pull(home, reference, join(source.folder, 'chart'), source.version), `fetching ${reference}`, ports);
  const [folder] = await readdir(join(source.folder, 'chart'));
  if (folder === undefined) throw new StageError('infrastructure', `Helm fetched nothing for ${reference}.`);
  return join(source.folder, 'chart', folder);
}

/** `team/shop` by its first word, an address by the repository that it begins with. */
function repositoryOf({ chart, repositories }: ChartSource): [string, RepositoryConfig] | undefined {
  return Object.entries(repositories).find(
    ([name, { url }]) =>
      chart.startsWith(`${name}/`) || chart === url || chart.startsWith(`${url.replace(/\/$/, '')}/`),
  );
}

function referenceOf(chart: string, name: string | undefined, repository: RepositoryConfig | undefined): string {
  if (name === undefined || !repository || !chart.startsWith(`${name}/`)) return chart;
  return repository.url.startsWith('oci://')
    ? `${repository.url.replace(/\/$/, '')}/${chart.slice(name.length + 1)}`
    : chart;
}

async function enter(
  name: string,
  repository: RepositoryConfig,
  { env, folder }: ChartSource,
  ports: ChartPorts,
): Promise<void> {
  const { url, 'plain-http': plainHttp } = repository;
  const home: helm.ChartHome = { folder, plainHttp };
  const login = loginOf(name, repository, env);
  const host = /^oci:\/\/([^/]+)/.exec(url)?.[1];
  if (host === undefined) await run(helm.repoAdd(home, name, url, login), `reading the index of ${url}`, ports);
  else if (login) await run(helm.registryLogin(home, host, login), `logging in to ${host}`, ports);
}

function loginOf(
  name: string,
  { username, password }: RepositoryConfig,
  env: ChartSource['env'],
): helm.Login | undefined {
  if (username === undefined || password === undefined) return undefined;
  const missing = [username, password].filter((variable) => !env[variable]);
  if (missing.length > 0)
    throw new StageError('failed', `Repository ${name} wants ${missing.join(' and ')}, which is not set.`, {
      remedy: `Set it in the environment, or in the workflow's env: from a repository secret.`,
    });
  return { username: env[username] ?? '', password: env[password] ?? '' };
}

/** A chart of the checkout that lacks its dependencies gets them in a copy; the checkout stays as it is. */
async function withDependencies(source: ChartSource, ports: ChartPorts): Promise<string> {
  const chart = resolve(source.workspace, source.chart);
  const listed = await ports.exec(helm.dependencyList(chart), { signal: ports.signal });
  // A chart that cannot be read is for `helm lint` to explain.
  const missing = listed.failed ? [] : helm.parseMissing(listed.stdout);
  if (missing.length === 0) return source.chart;
  const parent = join(source.folder, 'chart');
  await rm(parent, { recursive: true, force: true });
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const copy = join(parent, basename(chart));
  await cp(chart, copy, { recursive: true });
  // `file://../other` leads to the neighbours.
  for (const neighbour of await readdir(dirname(chart)))
    if (neighbour !== basename(chart)) await symlink(join(dirname(chart), neighbour), join(parent, neighbour));
  for (const [name, repository] of Object.entries(source.repositories)) await enter(name, repository, source, ports);
  await run(
    helm.dependencyBuild({ folder: source.folder }, copy),
    `building the dependencies of ${source.chart} (${missing.join(', ')})`,
    ports,
  );
  return copy;
}

async function run(command: Parameters<ReleasePorts['exec']>[0], what: string, ports: ChartPorts): Promise<Outcome> {
  const outcome = await ports.exec(command, { signal: ports.signal });
  if (!outcome.failed) return outcome;
  ports.signal.throwIfAborted();
  const said = lastWords(outcome, 8);
  const denied = /40[13]|unauthorized|denied|credential not found/i.test(said);
  throw new StageError(denied ? 'failed' : 'infrastructure', `Failed while ${what}.`, {
    excerpt: said.split('\n'),
    ...(denied ? { remedy: 'Give it `repositories.<name>.username` and `password`, or check what they hold.' } : {}),
  });
}
