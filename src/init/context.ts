import { parseDockerfile } from '../images/dockerfile.ts';
import type { BuildCommand } from './commands.ts';
import type { ComposeService } from './compose.ts';
import { baseOf, folderOf, foldersOf, joinPath, type Repository, type Source } from './repository.ts';

export interface Choice {
  readonly value: string;
  readonly why: string;
  readonly source?: Source;
}

/** The build context: as somebody wrote it down, or the folder that has what the Dockerfile copies. */
export function chooseContext(
  dockerfile: string,
  name: string,
  repository: Repository,
  hints: { readonly build: BuildCommand | undefined; readonly service: ComposeService | undefined },
): Choice {
  const { build, service } = hints;
  if (service?.build)
    return { value: service.build.context, why: `service ${service.name} builds it there`, source: service.source };
  if (build) return { value: build.context, why: 'somebody builds it there', source: build.source };
  const copied = copiedPaths(repository.texts[dockerfile] ?? '');
  const candidates = candidateFolders(dockerfile, name, repository);
  const own = candidates[0] ?? '.';
  if (copied.length === 0) return { value: own, why: 'it copies its whole folder', source: { file: dockerfile } };
  const score = (folder: string): number => copied.filter(({ path }) => has(repository, folder, path)).length;
  const best = candidates.reduce((first, next) => (score(next) > score(first) ? next : first), own);
  const line = copied.find(({ path }) => has(repository, best, path))?.line ?? copied[0]?.line;
  const source = { file: dockerfile, ...(line === undefined ? {} : { line }) };
  const missing = copied.filter(({ path }) => !has(repository, best, path)).map(({ path }) => path);
  return {
    value: best,
    why: missing.length === 0 ? 'all that it copies is there' : `the nearest; ${missing.join(', ')} must be there too`,
    source,
  };
}

/** Its own folder, the folder of the same name, then its parents and all others, the shallow ones first. */
function candidateFolders(dockerfile: string, name: string, repository: Repository): string[] {
  const all = foldersOf(repository);
  const own = folderOf(dockerfile);
  const named = all.filter((folder) => baseOf(folder) === name);
  const parents = [];
  for (let folder = own; folder !== '.'; folder = folderOf(folder)) parents.push(folderOf(folder));
  const onlyDocker = repository.paths.every(
    (path) => folderOf(path) !== own || /dockerfile|containerfile|\.dockerignore$/i.test(baseOf(path)),
  );
  const first = onlyDocker && own !== '.' ? [...named, ...parents, own] : [own, ...named, ...parents];
  return [...new Set([...first, ...all])];
}

interface Copied {
  readonly path: string;
  readonly line: number;
}

/** What `COPY` and `ADD` take from the context; the whole context says nothing. */
function copiedPaths(text: string): Copied[] {
  return parseDockerfile(text)
    .filter(({ name, value }) => (name === 'COPY' || name === 'ADD') && !/--from=|<</.test(value))
    .flatMap(({ value, line }) => {
      const words = value.startsWith('[')
        ? [...value.matchAll(/"([^"]*)"/g)].map((match) => match[1] as string)
        : value.split(/\s+/).filter((word) => !word.startsWith('--'));
      return words.slice(0, -1).map((path) => ({ path: path.replace(/^\/+|\/+$/g, ''), line }));
    })
    .filter(({ path }) => path !== '' && path !== '.' && !/\$|:\/\//.test(path));
}

function has({ paths }: Repository, folder: string, path: string): boolean {
  const full = joinPath(folder, path);
  if (full === undefined) return false;
  if (!/[*?[]/.test(full)) return paths.some((other) => other === full || other.startsWith(`${full}/`));
  const pattern = new RegExp(
    `^${full
      .replaceAll(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '[^/]*')
      .replaceAll('?', '[^/]')}($|/)`,
  );
  return paths.some((other) => pattern.test(other));
}
