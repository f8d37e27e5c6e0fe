/** What is known of a repository: every path, and the text of the files that say how it is built and deployed. */
export interface Repository {
  /** Name of its folder. */
  readonly name: string;
  /** All files, relative, with `/` between folders. */
  readonly paths: readonly string[];
  readonly texts: Readonly<Record<string, string>>;
}

/** A place in the repository that a guess rests on. */
export interface Source {
  readonly file: string;
  readonly line?: number;
}

/** One decision: where it stands in what is written, what it is, why, and on which place that rests. */
export interface Guess {
  readonly about: string;
  readonly value: string;
  readonly why: string;
  readonly source?: Source;
}

/** Something a person must know or do; `source` says where it was seen. */
export interface Advice {
  readonly text: string;
  readonly source?: Source;
}

/** Folders that hold nothing of the repository's own. */
export const skippedFolders: ReadonlySet<string> = new Set([
  ...['node_modules', '.git', '.venv', 'venv', '__pycache__', '.next', '.nuxt', '.turbo', '.cache', '.mypy_cache'],
  ...['.pytest_cache', '.tox', '.terraform', '.taskflow-k8s', 'vendor', 'site-packages', 'coverage'],
]);

/** Folders whose Dockerfiles and charts show or test something; they are not what is deployed. */
const aside = /(^|\/)(tests?|__tests__|e2e|spec|fixtures?|testdata|examples?|samples?|docs?|\.devcontainer)(\/|$)/i;

export function isAside(path: string): boolean {
  return aside.test(folderOf(path));
}

export const isDockerfile = (path: string): boolean =>
  /(^|\/)((Dockerfile|Containerfile)([.-][\w.-]+)?|[\w.-]+\.(Dockerfile|dockerfile|Containerfile))$/.test(path) &&
  !path.endsWith('.dockerignore');

const readable: readonly RegExp[] = [
  /(^|\/)(docker-)?compose[\w.-]*\.ya?ml$/,
  /(^|\/)[\w.-]*\.dockerignore$/,
  /(^|\/)Chart\.yaml$/,
  /(^|\/)values[\w.-]*\.ya?ml$/,
  /(^|\/)templates\/.*\.(ya?ml|tpl)$/,
  /(^|\/)\.env\.(example|sample|template|dist)$|(^|\/)(example|sample)\.env$/,
  /(^|\/)[\w.-]*\.(md|sh)$/i,
  /(^|\/)(Makefile|justfile|Taskfile\.ya?ml)$/,
  /(^|\/)(package\.json|pnpm-workspace\.yaml|pyproject\.toml|requirements[\w.-]*\.txt|next\.config\.\w+)$/,
  /(^|\/)\.github\/workflows\/[^/]+\.ya?ml$/,
  /(^|\/)[\w-]+\.py$/,
  /(^|\/)(server|index|app|main)\.(js|mjs|cjs)$/,
];

/** Whether the text of this file is worth reading. */
export function isReadable(path: string): boolean {
  return isDockerfile(path) || readable.some((pattern) => pattern.test(path));
}

/** `a/b/c.txt` → `a/b`; the root is `.`. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '.' : path.slice(0, slash);
}

export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Joins and tidies; undefined when it leads out of the repository. */
export function joinPath(folder: string, path: string): string | undefined {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/') || '.';
}

/** Every folder that has a file somewhere below it, the root included. */
export function foldersOf({ paths }: Repository): string[] {
  const folders = new Set(['.']);
  for (const path of paths)
    for (let folder = folderOf(path); folder !== '.' && !folders.has(folder); folder = folderOf(folder))
      folders.add(folder);
  return [...folders].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
}

export function depth(folder: string): number {
  return folder === '.' ? 0 : folder.split('/').length;
}

/** Lower-case letters, digits and hyphens, as Kubernetes wants names. */
export function dnsName(text: string, fallback = 'app'): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return name || fallback;
}
