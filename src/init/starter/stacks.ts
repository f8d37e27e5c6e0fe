import { isObject } from '../compose.ts';
import { baseOf, folderOf, isAside, joinPath, type Repository, type Source } from '../repository.ts';

/** An application without a Dockerfile whose start can be read off its package files. */
export interface Stack {
  readonly folder: string;
  readonly language: 'node' | 'python';
  readonly manager: 'npm' | 'pnpm' | 'yarn' | 'pip' | 'uv' | 'poetry';
  /** Member of a workspace that is installed from the root. */
  readonly member?: string;
  readonly version: string;
  readonly build: boolean;
  readonly start: readonly string[];
  readonly port: number;
  readonly source: Source;
}

export function findStacks(repository: Repository): Stack[] {
  const manifests = Object.keys(repository.texts).filter((path) => !isAside(path));
  const node = manifests
    .filter((path) => baseOf(path) === 'package.json')
    .flatMap((path) => nodeStack(path, repository) ?? []);
  const folders = new Set(
    manifests.filter((path) => /^(requirements\.txt|pyproject\.toml)$/.test(baseOf(path))).map(folderOf),
  );
  return [...node, ...[...folders].flatMap((folder) => pythonStack(folder, repository) ?? [])];
}

const nodeLocks = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['package-lock.json', 'npm'],
] as const;

function nodeStack(path: string, repository: Repository): Stack | undefined {
  const manifest = json(repository.texts[path] ?? '');
  const scripts = isObject(manifest.scripts) ? manifest.scripts : {};
  if (typeof scripts.start !== 'string') return undefined;
  const folder = folderOf(path);
  const lockIn = (where: string) => nodeLocks.find(([file]) => repository.paths.includes(joinPath(where, file) ?? ''));
  const own = lockIn(folder);
  const shared = own ? undefined : lockIn('.');
  const manager = (own ?? shared)?.[1] ?? 'npm';
  const member = shared && folder !== '.' && typeof manifest.name === 'string' ? manifest.name : undefined;
  const lines = (repository.texts[path] ?? '').split('\n');
  const engines = isObject(manifest.engines) ? String(manifest.engines.node ?? '') : '';
  return {
    folder,
    language: 'node',
    manager,
    ...(member === undefined ? {} : { member }),
    version: /(\d{2})/.exec(engines)?.[1] ?? '22',
    build: typeof scripts.build === 'string',
    start: startOf(manager, member),
    port: Number(/(?:-p|--port)[ =](\d+)/.exec(scripts.start)?.[1] ?? 3000),
    source: { file: path, line: lines.findIndex((line) => /"start"\s*:/.test(line)) + 1 },
  };
}

function startOf(manager: Stack['manager'], member: string | undefined): string[] {
  if (member === undefined) return [manager, ...(manager === 'npm' ? ['run'] : []), 'start'];
  if (manager === 'pnpm') return ['pnpm', '--filter', member, 'start'];
  return manager === 'yarn' ? ['yarn', 'workspace', member, 'start'] : ['npm', 'run', 'start', '-w', member];
}

function pythonStack(folder: string, repository: Repository): Stack | undefined {
  const text = (name: string): string => repository.texts[joinPath(folder, name) ?? ''] ?? '';
  const wanted = `${text('requirements.txt')}\n${text('pyproject.toml')}`;
  const has = (file: string): boolean => repository.paths.includes(joinPath(folder, file) ?? '');
  const app = applicationIn(folder, repository);
  if (!app) return undefined;
  const start = serverOf(wanted, app);
  if (!start) return undefined;
  const manager = has('uv.lock') ? 'uv' : has('poetry.lock') ? 'poetry' : 'pip';
  const prefix = manager === 'uv' ? ['uv', 'run', '--no-sync'] : manager === 'poetry' ? ['poetry', 'run'] : [];
  return {
    folder,
    language: 'python',
    manager,
    version:
      /requires-python\s*=\s*"[^"\d]*(3\.\d+)/.exec(wanted)?.[1] ??
      /^python\s*=\s*"[^"\d]*(3\.\d+)/m.exec(wanted)?.[1] ??
      '3.13',
    build: false,
    start: [...prefix, ...start],
    port: 8000,
    source: app.source,
  };
}

interface Application {
  readonly file: string;
  readonly module: string;
  readonly variable: string;
  readonly kind: 'FastAPI' | 'Flask' | 'Starlette';
  readonly source: Source;
}

/** `app = FastAPI(` at the beginning of a line, in the file nearest to the root. */
function applicationIn(folder: string, repository: Repository): Application | undefined {
  const prefix = folder === '.' ? '' : `${folder}/`;
  const files = Object.keys(repository.texts)
    .filter((path) => path.startsWith(prefix) && path.endsWith('.py') && !isAside(path))
    .sort(
      (a, b) => a.split('/').length - b.split('/').length || Number(/main|app/.test(b)) - Number(/main|app/.test(a)),
    );
  for (const path of files)
    for (const [index, line] of (repository.texts[path] ?? '').split('\n').entries()) {
      const [, variable, kind] = /^(\w+)(?::\s*\w+)?\s*=\s*(FastAPI|Flask|Starlette)\(/.exec(line) ?? [];
      if (!variable) continue;
      const file = path.slice(prefix.length);
      const module = file.replace(/\.py$/, '').replaceAll('/', '.');
      return { file, module, variable, kind: kind as Application['kind'], source: { file: path, line: index + 1 } };
    }
  return undefined;
}

function serverOf(wanted: string, { module, variable, kind, file }: Application): string[] | undefined {
  const bind = ['--host', '0.0.0.0', '--port', '8000'];
  if (/gunicorn/.test(wanted) && kind === 'Flask')
    return ['gunicorn', '--bind', '0.0.0.0:8000', `${module}:${variable}`];
  if (kind === 'Flask') return ['flask', '--app', `${module}:${variable}`, 'run', ...bind];
  if (/fastapi\[(standard|all)/.test(wanted)) return ['fastapi', 'run', file, ...bind];
  return /uvicorn/.test(wanted) ? ['uvicorn', `${module}:${variable}`, ...bind] : undefined;
}

function json(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch (error) {
    // A broken package.json says nothing about how to start.
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
