import { parseDockerfile } from '../images/dockerfile.ts';
import type { BuildCommand } from './commands.ts';
import type { ComposeService } from './compose.ts';
import { chooseContext } from './context.ts';
import {
  type Advice,
  baseOf,
  depth,
  dnsName,
  folderOf,
  type Guess,
  isAside,
  isDockerfile,
  type Repository,
} from './repository.ts';

/** An image that can be built from this repository. */
export interface FoundImage {
  readonly name: string;
  readonly dockerfile: string;
  readonly context: string;
  readonly target?: string;
  readonly args: Readonly<Record<string, string>>;
  /** Tags by which somebody already calls it; a chart may too. */
  readonly tags: readonly string[];
  /** Everything it is called: file, folder, compose service, tags. */
  readonly aliases: readonly string[];
  readonly port?: number;
  /** The path that its HEALTHCHECK asks. */
  readonly health?: string;
  readonly service?: ComposeService;
  readonly guesses: readonly Guess[];
}

export interface Hints {
  readonly builds: readonly BuildCommand[];
  readonly services: readonly ComposeService[];
}

export interface FoundImages {
  readonly images: readonly FoundImage[];
  readonly advice: readonly Advice[];
}

export function findImages(repository: Repository, hints: Hints): FoundImages {
  const all = repository.paths.filter((path) => isDockerfile(path) && path in repository.texts);
  const used = all.filter((path) => !isAside(path) && !isVariant(path, all));
  const images: FoundImage[] = [];
  for (const path of used.sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1)))
    images.push(
      imageOf(
        path,
        repository,
        hints,
        images.map(({ name }) => name),
      ),
    );
  const advice = all
    .filter((path) => !used.includes(path))
    .map((path) => ({
      text: `${path} is not built: ${isAside(path) ? 'it lies among tests, examples or docs' : 'it is the variant of another'}`,
    }));
  return { images, advice };
}

const variant = /(^|[.-])(dev|develop|development|test|testing|local|debug|ci|old|bak|backup)([.-]|$)/i;

/** `Dockerfile.dev` beside `Dockerfile` is for another purpose. */
function isVariant(path: string, all: readonly string[]): boolean {
  const name = baseOf(path).replace(/\.?(Dockerfile|dockerfile|Containerfile)/, '');
  return variant.test(name) && all.some((other) => other !== path && folderOf(other) === folderOf(path));
}

function imageOf(path: string, repository: Repository, hints: Hints, taken: readonly string[]): FoundImage {
  const text = repository.texts[path] ?? '';
  const build = hints.builds.find(({ dockerfile }) => dockerfile === path);
  const service = hints.services.find((one) => one.build?.dockerfile === path);
  const [name, why] = nameOf(path, repository, { service, build });
  const unique = taken.includes(name) ? free(dnsName(`${folderOf(path)}-${name}`), taken) : name;
  const context = chooseContext(path, name, repository, { build, service });
  const target = service?.build?.target ?? build?.target;
  const tags = [...new Set([...(service?.image ? [service.image] : []), ...(build?.tags ?? [])])];
  const port = exposedPort(text) ?? service?.ports[0];
  const health = healthPath(text);
  return {
    name: unique,
    dockerfile: path,
    context: context.value,
    ...(target === undefined ? {} : { target }),
    args: service?.build?.args ?? build?.args ?? {},
    tags,
    aliases: [
      ...new Set([name, service?.name ?? name, dnsName(baseOf(folderOf(path)), name), ...tags.map(repositoryName)]),
    ],
    ...(port === undefined ? {} : { port }),
    ...(health === undefined ? {} : { health }),
    ...(service ? { service } : {}),
    guesses: [
      { about: `images.${unique}`, value: path, why, source: { file: path } },
      { about: `images.${unique}.context`, ...context },
    ],
  };
}

/** Folders that say what lies in them, not what it is. */
const generic =
  /^(docker|dockerfiles?|\.docker|build|deploy|deployment|container|containers|images?|infra|ops|ci|src|\.)$/i;

function nameOf(
  path: string,
  repository: Repository,
  { service, build }: { readonly service: ComposeService | undefined; readonly build: BuildCommand | undefined },
): readonly [string, string] {
  const stem = baseOf(path)
    .replace(/\.?(Dockerfile|dockerfile|Containerfile)[.-]?/, '')
    .replace(/[.-]?(prod|production|release)$/i, '');
  if (stem !== '' && !variant.test(stem)) return [dnsName(stem), 'named after the Dockerfile'];
  for (let folder = folderOf(path); folder !== '.'; folder = folderOf(folder))
    if (!generic.test(baseOf(folder))) return [dnsName(baseOf(folder)), 'named after the Dockerfile’s folder'];
  if (service) return [dnsName(service.name), `named after its service in ${service.source.file}`];
  const tag = build?.tags[0];
  if (tag !== undefined) return [dnsName(repositoryName(tag)), 'named as it is tagged'];
  return [dnsName(repository.name), 'named after the repository'];
}

function free(name: string, taken: readonly string[]): string {
  for (let number = 2; ; number++) {
    const candidate = taken.includes(name) ? `${name}-${number}` : name;
    if (!taken.includes(candidate)) return candidate;
  }
}

function exposedPort(dockerfile: string): number | undefined {
  const exposed = parseDockerfile(dockerfile).findLast(({ name }) => name === 'EXPOSE');
  const port = Number(/\d+/.exec(exposed?.value ?? '')?.[0]);
  return port > 0 ? port : undefined;
}

function healthPath(dockerfile: string): string | undefined {
  const check = parseDockerfile(dockerfile).findLast(({ name }) => name === 'HEALTHCHECK');
  return /https?:\/\/[\w.-]+(?::\d+)?(\/[\w./-]*)/.exec(check?.value ?? '')?.[1];
}

/** `registry/team/app:1.0` → `app`. */
export function repositoryName(reference: string): string {
  return baseOf(reference.split('@')[0] ?? '').split(':')[0] ?? '';
}
