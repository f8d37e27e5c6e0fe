import type { Imported, Mount, Router, RouterFacts, RouterRoute } from './routers.ts';
import { argumentsAt, lineOf, literal, withoutComments } from './scan.ts';

export interface SourceFile {
  /** From the top of the folder that is read, with slashes. */
  readonly file: string;
  readonly text: string;
}

/** Routers, routes and `include_router` of one Python file; what is no FastAPI has none of them. */
export function readFastApi({ file, text: source }: SourceFile): RouterFacts {
  const text = withoutComments(source, 'python');
  const routers = routersIn(text);
  const names = new Set(routers.map(({ name }) => name));
  const mounts = mountsIn(text);
  const strangers = [...new Set(mounts.map(({ parent }) => parent))].filter((name) => !names.has(name));
  return {
    file,
    routers: [...routers, ...strangers.map((name): Router => ({ name, prefix: '', root: undefined, hidden: false }))],
    routes: routesIn(text, names, file),
    mounts,
    imports: importsIn(text),
  };
}

function routersIn(text: string): readonly Router[] {
  return calls(text, /^[ \t]*(\w+)(?:\s*:[^=\n]+)?\s*=\s*(?:\w+\.)?(FastAPI|APIRouter)\(/gm).map(([match, args]) => {
    const prefix = named(args, 'prefix');
    return {
      name: match[1] ?? '',
      prefix: prefix === undefined ? '' : literal(prefix),
      root: match[2] === 'FastAPI',
      hidden: named(args, 'include_in_schema') === 'False',
    };
  });
}

function routesIn(text: string, names: ReadonlySet<string>, file: string): readonly RouterRoute[] {
  const methods = 'get|put|post|delete|patch|head|options|trace|api_route|add_api_route';
  return calls(text, new RegExp(`^[ \\t]*@?(\\w+)\\.(${methods})\\(`, 'gm')).flatMap(([match, args, at]) => {
    const [, router = '', method = ''] = match;
    if (!names.has(router)) return [];
    const path = literal(named(args, 'path') ?? args[0]);
    const place = `${file}:${lineOf(text, at)}`;
    const hidden = named(args, 'include_in_schema') === 'False';
    const all = method.endsWith('api_route') ? listed(named(args, 'methods')) : [method.toUpperCase()];
    return all.map((one) => ({ router, method: one, path: path ?? unreadable, hidden, place }));
  });
}

/** A path that is calculated: the route is counted, and held against nothing. */
export const unreadable = '\0';

function listed(methods: string | undefined): readonly string[] {
  if (methods === undefined) return ['GET'];
  return [...methods.matchAll(/["'](\w+)["']/g)].map(([, one = '']) => one.toUpperCase());
}

function mountsIn(text: string): readonly Mount[] {
  return calls(text, /^[ \t]*(\w+)\.include_router\(/gm).map(([match, args]) => {
    const prefix = named(args, 'prefix');
    const child = named(args, 'router') ?? args[0] ?? '';
    return { parent: match[1] ?? '', prefix: prefix === undefined ? '' : literal(prefix), child };
  });
}

function importsIn(text: string): ReadonlyMap<string, Imported> {
  const from = [...text.matchAll(/^[ \t]*from\s+(\.*)([\w.]*)\s+import\s+(?:\(([^)]*)\)|([^\n]+))/gm)];
  const named_ = from.flatMap(([, , module = '', many, one]) =>
    (many ?? one ?? '').split(',').flatMap((part) => {
      const [, name, alias] = /^\s*(\w+)(?:\s+as\s+(\w+))?\s*$/.exec(part) ?? [];
      const path = module.replaceAll('.', '/');
      return name === undefined ? [] : [[alias ?? name, importedFrom(path, name)] as const];
    }),
  );
  const whole = [...text.matchAll(/^[ \t]*import\s+([\w.]+)\s+as\s+(\w+)/gm)].map(
    ([, module = '', alias = '']) => [alias, { module: module.replaceAll('.', '/') }] as const,
  );
  return new Map<string, Imported>([...named_, ...whole]);
}

/** `from . import tasks`: the name is the module. */
function importedFrom(path: string, name: string): Imported {
  return path === '' ? { module: name } : { module: path, name };
}

type Call = readonly [match: RegExpExecArray, args: readonly string[], at: number];

export function calls(text: string, pattern: RegExp): readonly Call[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const found = argumentsAt(text, match.index + match[0].length - 1);
    const start = match.index + (match[0].length - match[0].trimStart().length);
    return found ? [[match, found.args, start] as const] : [];
  });
}

function named(args: readonly string[], name: string): string | undefined {
  const pattern = new RegExp(`^${name}\\s*=\\s*`);
  return args.find((one) => pattern.test(one))?.replace(pattern, '');
}
