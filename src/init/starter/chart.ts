import { type FoundChart, findCharts } from '../charts.ts';
import type { ComposeService } from '../compose.ts';
import type { FoundImage } from '../images.ts';
import type { NewFile } from '../proposal.ts';
import { dnsName, type Guess, type Repository } from '../repository.ts';
import { byRole, roleOf } from '../roles.ts';
import { isSecretName, secretVariables } from '../secrets.ts';
import { yamlText } from '../yaml-text.ts';
import { healthRoute } from './health.ts';
import { componentTemplate } from './template.ts';

export interface StarterChart {
  readonly chart: FoundChart;
  readonly texts: Readonly<Record<string, string>>;
  readonly files: readonly NewFile[];
  readonly guesses: readonly Guess[];
}

export interface Component {
  readonly name: string;
  readonly image: string;
  readonly tag: string;
  readonly port: number;
  readonly health?: string;
  readonly env: Readonly<Record<string, string>>;
  /** Reached from outside, by a port of the node. */
  readonly open: boolean;
  /** Somebody else's image: a database, a cache. */
  readonly foreign: boolean;
}

/** A small chart for what has none: one Deployment and one Service for each image, and for each ready image of the compose file. */
export function starterChart(
  repository: Repository,
  images: readonly FoundImage[],
  services: readonly ComposeService[],
): StarterChart {
  const name = dnsName(repository.name);
  const { components, guesses } = componentsOf(repository, images, services);
  const keys = secretKeys(repository, images, services);
  const folder = `helm/${name}`;
  const texts: Record<string, string> = {
    [`${folder}/Chart.yaml`]: chartYaml(name),
    [`${folder}/values.yaml`]: valuesYaml(components, keys),
    ...Object.fromEntries(
      components.map((component) => [
        `${folder}/templates/${component.name}.yaml`,
        componentTemplate(component, keys.length > 0),
      ]),
    ),
  };
  const found = findCharts({ name, paths: Object.keys(texts), texts }, []).charts[0];
  if (!found) throw new Error('the chart that was just written is not one');
  const why =
    services.length > 0
      ? 'no chart is there; made from the compose file and the Dockerfiles'
      : 'no chart is there; made from the Dockerfiles';
  const place = services[0] ? { source: { file: services[0].source.file } } : {};
  return {
    chart: { ...found, guesses: [] },
    texts,
    files: Object.entries(texts).map(([path, text]) => ({ path, text, title: 'the chart' })),
    guesses: [{ about: `releases.${name}`, value: `${folder} (new)`, why, ...place }, ...guesses],
  };
}

interface Found {
  readonly component: Component;
  readonly guesses: readonly Guess[];
}

function componentsOf(
  repository: Repository,
  images: readonly FoundImage[],
  services: readonly ComposeService[],
): { components: readonly Component[]; guesses: readonly Guess[] } {
  const last = [...images].sort((a, b) => byRole(a.name, b.name)).at(-1);
  const own = images.map((image) => ownComponent(image, repository, image === last));
  const foreign = services
    .filter((service) => service.build === undefined && service.image !== undefined)
    .map(foreignComponent);
  return {
    components: [...foreign, ...own].map(({ component }) => component).sort((a, b) => byRole(a.name, b.name)),
    guesses: [...own, ...foreign].flatMap(({ guesses }) => guesses),
  };
}

/** One of an image that is built here; the last of them is what a person opens. */
function ownComponent(image: FoundImage, repository: Repository, open: boolean): Found {
  const source = { file: image.dockerfile };
  const health = image.health === undefined ? healthRoute(image, repository) : { path: image.health, source };
  const port = image.port ?? (roleOf(image.name) === 'frontend' ? 3000 : 8000);
  const portGuess: Guess = {
    about: `${image.name}.port`,
    value: String(port),
    why: 'nothing says it: EXPOSE is missing',
    source,
  };
  const healthGuess = health && {
    about: `${image.name}.health`,
    value: health.path,
    why: 'the route that tells whether it is well',
    source: health.source,
  };
  return {
    component: {
      name: image.service ? dnsName(image.service.name) : image.name,
      image: image.name,
      tag: 'latest',
      port,
      ...(health ? { health: health.path } : {}),
      env: plainEnvironment(image.service),
      open,
      foreign: false,
    },
    guesses: [...(image.port === undefined ? [portGuess] : []), ...(healthGuess ? [healthGuess] : [])],
  };
}

/** One of a ready image that the compose file names, such as a database. */
function foreignComponent(service: ComposeService): Found {
  const reference = service.image ?? '';
  const [image = '', tag = 'latest'] = reference.split(/:(?!.*\/)/);
  return {
    component: {
      ...{ name: dnsName(service.name), image, tag, port: service.ports[0] ?? portOf(image) },
      env: plainEnvironment(service),
      open: false,
      foreign: true,
    },
    guesses: [
      { about: service.name, value: reference, why: 'a ready image of the compose file', source: service.source },
    ],
  };
}

const knownPorts: readonly (readonly [RegExp, number])[] = [
  [/postgres|pgvector/, 5432],
  [/mysql|mariadb/, 3306],
  [/redis|valkey/, 6379],
  [/mongo/, 27017],
  [/rabbitmq/, 5672],
];

function portOf(image: string): number {
  return knownPorts.find(([pattern]) => pattern.test(image))?.[1] ?? 80;
}

/** What stands in the compose file with its value is known to all who read it; what is empty there comes from a Secret. */
function plainEnvironment(service: ComposeService | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(service?.environment ?? {}).filter(([name, value]) => value !== '' || !isSecretName(name)),
  );
}

function secretKeys(
  repository: Repository,
  images: readonly FoundImage[],
  services: readonly ComposeService[],
): string[] {
  const given = new Set(
    services.flatMap(({ environment }) => Object.keys(environment).filter((name) => environment[name] !== '')),
  );
  const empty = images.flatMap(({ service }) =>
    Object.entries(service?.environment ?? {}).flatMap(([name, value]) =>
      value === '' && isSecretName(name) ? [name] : [],
    ),
  );
  const listed = secretVariables(repository).map(({ name }) => name);
  return [...new Set([...empty, ...listed])].filter((name) => !given.has(name));
}

function chartYaml(name: string): string {
  return yamlText({
    apiVersion: 'v2',
    name,
    description: `${name}, as taskflow-k8s init found it`,
    type: 'application',
    version: '0.1.0',
    appVersion: '0.1.0',
  });
}

function valuesYaml(components: readonly Component[], keys: readonly string[]): string {
  const secret = keys.length === 0 ? '' : `# Name of a Secret with the keys ${keys.join(', ')}\nexistingSecret: ""\n`;
  const values = Object.fromEntries(
    components.map(({ name, image, tag, port, env }) => [
      name,
      { enabled: true, replicas: 1, image: { repository: image, tag, pullPolicy: 'IfNotPresent' }, port, env },
    ]),
  );
  return `${secret}${yamlText(values)}`;
}
