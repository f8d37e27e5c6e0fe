import { parseYaml, type YamlDocument } from '../lib/yaml.ts';
import type { HelmCommand } from './commands.ts';
import { isObject } from './compose.ts';
import { type Advice, baseOf, depth, dnsName, folderOf, type Guess, isAside, type Repository } from './repository.ts';

/** A chart that is deployed. */
export interface FoundChart {
  readonly path: string;
  /** As Chart.yaml has it. */
  readonly name: string;
  readonly release: string;
  readonly values: YamlDocument;
  readonly valuesFile: string;
  /** Values files to use with it, later ones win. */
  readonly overlays: readonly string[];
  /** Values with the overlays on top. */
  readonly effective: Readonly<Record<string, unknown>>;
  readonly templates: Readonly<Record<string, string>>;
  readonly namespace?: string;
  readonly guesses: readonly Guess[];
}

export interface FoundCharts {
  readonly charts: readonly FoundChart[];
  readonly advice: readonly Advice[];
}

export function findCharts(repository: Repository, commands: readonly HelmCommand[]): FoundCharts {
  const folders = Object.keys(repository.texts)
    .filter((path) => baseOf(path) === 'Chart.yaml')
    .map(folderOf)
    .sort((a, b) => oldness(a) - oldness(b) || depth(a) - depth(b) || (a < b ? -1 : 1));
  const charts: FoundChart[] = [];
  const advice: Advice[] = [];
  for (const folder of folders) {
    const about = parseYaml(repository.texts[`${folder}/Chart.yaml`] ?? '').value;
    const name = isObject(about) && typeof about.name === 'string' ? about.name : baseOf(folder);
    const twin = charts.find((chart) => chart.name === name);
    const reason = isAside(folder)
      ? 'it lies among tests, examples or docs'
      : isObject(about) && about.type === 'library'
        ? 'a library, which others use'
        : folders.some((other) => folder.startsWith(`${other}/`))
          ? isSubchart(folder)
            ? 'a part of the chart above it'
            : 'a copy inside of another chart'
          : twin && `the same name as ${twin.path}`;
    if (reason) advice.push({ text: `${folder} is not deployed: ${reason}`, source: { file: `${folder}/Chart.yaml` } });
    else charts.push(chartOf(folder, name, repository, commands));
  }
  return { charts, advice: advice.filter(({ text }) => !text.endsWith('the chart above it')) };
}

const oldness = (folder: string): number => (/(backup|bak|old|copy|orig|archive|deprecated)/i.test(folder) ? 1 : 0);
const isSubchart = (folder: string): boolean => /\/charts\/[^/]+$/.test(folder);

function chartOf(folder: string, name: string, repository: Repository, commands: readonly HelmCommand[]): FoundChart {
  const command = commands.find(({ chart }) => chart === folder);
  const valuesFile = `${folder}/values.yaml`;
  const values = parseYaml(repository.texts[valuesFile] ?? '');
  const overlays = overlaysOf(folder, repository, command);
  const layers = [values.value, ...overlays.map((file) => parseYaml(repository.texts[file] ?? '').value)];
  const inside = Object.entries(repository.texts).filter(([path]) => path.startsWith(`${folder}/templates/`));
  const release = dnsName(command?.release ?? name);
  return {
    path: folder,
    name,
    release,
    values,
    valuesFile,
    overlays,
    effective: layers.reduce<Record<string, unknown>>((below, layer) => merged(below, layer), {}),
    templates: Object.fromEntries(inside),
    ...(command?.namespace ? { namespace: command.namespace } : {}),
    guesses: [
      {
        about: `releases.${release}`,
        value: folder,
        why: command ? 'installed under this name' : 'named as the chart is',
        source: command?.source ?? { file: `${folder}/Chart.yaml` },
      },
      ...overlays.map((file) => ({
        about: `releases.${release}.values`,
        value: baseOf(file),
        why: command?.values.includes(file) ? 'installed with it' : 'values for a small cluster',
        source: { file },
      })),
    ],
  };
}

const forHere = [/minikube/i, /local/i, /kind/i, /dev/i];
const forCi = /(^|[.-])(ci|test)([.-]|$)/i;

/** One file for a cluster at hand, then the one for CI; never one for production. */
function overlaysOf(folder: string, { texts }: Repository, command: HelmCommand | undefined): string[] {
  const files = Object.keys(texts).filter(
    (path) =>
      path.startsWith(`${folder}/`) &&
      /^values[.-][\w.-]+\.ya?ml$/.test(baseOf(path)) &&
      !/\/charts\//.test(path.slice(folder.length)),
  );
  const local = forHere.flatMap((pattern) =>
    files.filter((file) => pattern.test(baseOf(file)) && !forCi.test(baseOf(file))),
  )[0];
  const here =
    command && command.values.length > 0 ? command.values.filter((file) => file in texts) : local ? [local] : [];
  return [...new Set([...here, ...files.filter((file) => forCi.test(baseOf(file).replace(/^values/, '')))])];
}

function merged(below: Record<string, unknown>, above: unknown): Record<string, unknown> {
  if (!isObject(above)) return below;
  const result = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = result[key];
    result[key] = isObject(value) && isObject(under) ? merged(under, value) : value;
  }
  return result;
}
