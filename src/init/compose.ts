import { type Path, parseYaml } from '../lib/yaml.ts';
import { folderOf, joinPath, type Repository, type Source } from './repository.ts';

/** One service of a compose file. */
export interface ComposeService {
  readonly name: string;
  /** What it is built from, when it is built here. */
  readonly build?: {
    readonly context: string;
    readonly dockerfile: string;
    readonly target?: string;
    readonly args: Readonly<Record<string, string>>;
  };
  readonly image?: string;
  /** Ports in the container. */
  readonly ports: readonly number[];
  readonly environment: Readonly<Record<string, string>>;
  readonly source: Source;
}

/** The services of the repository's compose files; those for tests or overrides add nothing that is deployed. */
export function composeServices(repository: Repository): ComposeService[] {
  const files = Object.keys(repository.texts).filter((path) => /(^|\/)(docker-)?compose\.ya?ml$/.test(path));
  const used = files.length > 0 ? files : Object.keys(repository.texts).filter((path) => isCompose(path));
  const seen = new Set<string>();
  return used
    .flatMap((file) => servicesIn(repository, file))
    .filter(({ name }) => !seen.has(name) && seen.add(name) !== undefined);
}

function isCompose(path: string): boolean {
  return /(^|\/)(docker-)?compose[\w.-]*\.ya?ml$/.test(path) && !/override|test|ci\./.test(path);
}

function servicesIn(repository: Repository, file: string): ComposeService[] {
  const document = parseYaml(repository.texts[file] ?? '');
  const services = child(document.value, 'services');
  if (!isObject(services)) return [];
  const base = folderOf(file);
  return Object.entries(services).flatMap(([name, service]): ComposeService[] => {
    if (!isObject(service)) return [];
    const path: Path = ['services', name];
    const build = buildOf(service.build, base);
    const image = typeof service.image === 'string' ? service.image : undefined;
    return [
      {
        name,
        ...(build ? { build } : {}),
        ...(image === undefined ? {} : { image: withDefaults(image) }),
        ports: list(service.ports).concat(list(service.expose)).flatMap(containerPort),
        environment: environmentOf(service.environment),
        source: { file, line: document.keyAt(path).line },
      },
    ];
  });
}

function buildOf(build: unknown, base: string): ComposeService['build'] {
  const said: Readonly<Record<string, unknown>> | undefined =
    typeof build === 'string' ? { context: build } : isObject(build) ? build : undefined;
  if (said === undefined) return undefined;
  const context = joinPath(base, typeof said.context === 'string' ? said.context : '.');
  if (context === undefined) return undefined;
  const dockerfile = joinPath(context, typeof said.dockerfile === 'string' ? said.dockerfile : 'Dockerfile');
  if (dockerfile === undefined) return undefined;
  const target = typeof said.target === 'string' ? { target: said.target } : {};
  return { context, dockerfile, args: environmentOf(said.args), ...target };
}

/** A mapping, or a list of `KEY=value`. What compose would fill in from the shell is left out. */
function environmentOf(value: unknown): Readonly<Record<string, string>> {
  const pairs = Array.isArray(value)
    ? value.map((item) => String(item).split(/=(.*)/s))
    : Object.entries(isObject(value) ? value : {}).map(([key, item]) => [key, item === null ? '' : String(item)]);
  return Object.fromEntries(pairs.map(([key = '', text = '']) => [key, withDefaults(text)]));
}

/** `${NAME:-fallback}` → `fallback`, `${NAME}` → nothing. */
function withDefaults(text: string): string {
  return text.replaceAll(/\$\{\w+(?::?-([^}]*))?[^}]*\}/g, (_, fallback: string | undefined) => fallback ?? '');
}

/** `"8080:80"`, `80`, `127.0.0.1:8080:80/tcp`, `{ target: 80 }` → 80. */
function containerPort(port: unknown): number[] {
  const text = isObject(port) ? String(port.target) : withDefaults(String(port));
  const number = Number(/(\d+)(?:\/\w+)?$/.exec(text)?.[1]);
  return Number.isInteger(number) ? [number] : [];
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function child(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
