import { calls, type SourceFile, unreadable } from './fastapi.ts';
import type { Imported, Mount, Router, RouterFacts, RouterRoute } from './routers.ts';
import { argumentsAt, lineOf, literal, withoutComments } from './scan.ts';

/** Routers, routes and `use` of one JavaScript or TypeScript file, as Express and its like write them. */
export function readExpress({ file, text: source }: SourceFile): RouterFacts {
  const text = withoutComments(source, 'script');
  const made = routersIn(text);
  const names = new Set(made.map(({ name }) => name));
  const strangers =
    /\b(express|fastify)\b/i.test(text) || names.size > 0 || isRegistration(text)
      ? usual.filter((name) => !names.has(name))
      : [];
  const routers = [...made, ...strangers.map((name): Router => ({ name, prefix: '', root: undefined, hidden: false }))];
  const imports = importsIn(text);
  const main = mainOf(text, made);
  return {
    file,
    routers,
    routes: routesIn(text, new Set(routers.map(({ name }) => name)), file),
    mounts: mountsIn(text),
    imports,
    ...(main !== undefined && { main }),
  };
}

/** What a function that adds routes calls the application it is handed. */
const usual = ['app', 'router', 'server', 'fastify'];

function isRegistration(text: string): boolean {
  return /(?:module\.exports\s*=|export)\s+[^\n]*\(\s*(app|router|server|fastify)\b/.test(text);
}

function routersIn(text: string): readonly Router[] {
  const pattern =
    /\b(?:const|let|var)\s+(\w+)(?:\s*:[^=\n]+)?\s*=\s*(?:new\s+)?((?:\w+\.|require\([^)]*\)\.)?Router|express|[Ff]astify)(?:<[^>]*>)?\s*\(/g;
  return calls(text, pattern).map(([match, args]) => {
    const [, prefix] = /\bprefix\s*:\s*(["'][^"']*["'])/.exec(args[0] ?? '') ?? [];
    const root = /^(express|fastify)$/i.test(match[2] ?? '');
    return { name: match[1] ?? '', prefix: prefix === undefined ? '' : literal(prefix), root, hidden: false };
  });
}

const verbs = 'get|put|post|delete|patch|all';

function routesIn(text: string, names: ReadonlySet<string>, file: string): readonly RouterRoute[] {
  const place = (at: number): string => `${file}:${lineOf(text, at)}`;
  const route = (router: string, method: string, path: string | undefined, at: number): RouterRoute => ({
    router,
    method: method === 'all' ? 'ANY' : method.toUpperCase(),
    path: path === undefined ? unreadable : pathOf(path),
    hidden: false,
    place: place(at),
  });
  const plain = calls(text, new RegExp(`\\b(\\w+)\\.(${verbs})(?:<[^>\\n]*>)?\\(`, 'g')).flatMap(
    ([match, args, at]) => {
      const [, router = '', method = ''] = match;
      const path = literal(args[0]);
      // One argument reads a setting; what is no string may be anything.
      if (!names.has(router) || args.length < 2 || (path !== undefined && !/^[/*]|^$/.test(path))) return [];
      return [route(router, method, path, at)];
    },
  );
  const chained = calls(text, /\b(\w+)\.route\(/g).flatMap(([match, args, at]) =>
    names.has(match[1] ?? '')
      ? verbsAfter(text, match.index + match[0].length - 1).map((method) =>
          route(match[1] ?? '', method, literal(args[0]), at),
        )
      : [],
  );
  return [...plain, ...chained];
}

/** `.get(…).post(…)` after `route(…)`. */
function verbsAfter(text: string, open: number): readonly string[] {
  const end = argumentsAt(text, open)?.end;
  if (end === undefined) return [];
  const next = new RegExp(`^\\s*\\.(${verbs})\\(`).exec(text.slice(end + 1, end + 200));
  return next ? [next[1] ?? '', ...verbsAfter(text, end + next[0].length)] : [];
}

/** `:id` is a parameter, `*` any rest. */
function pathOf(path: string): string {
  return path
    .replaceAll(/:\w+(\([^)]*\))?\??/g, '{}')
    .replaceAll(/\*\w*|\{\*\w+\}/g, '{*}')
    .replace(/^\/$/, '');
}

function mountsIn(text: string): readonly Mount[] {
  return calls(text, /\b(\w+)\.(?:use|register)\(/g).flatMap(([match, args]) => {
    const path = literal(args[0]);
    const first = path === undefined && !/^[\w.]+$|^require\(/.test(args[0] ?? '') ? undefined : (path ?? '');
    return args.flatMap((arg): readonly Mount[] => {
      const child = /^require\(\s*["']([^"']+)["']\s*\)$/.exec(arg)?.[1];
      if (child !== undefined) return [{ parent: match[1] ?? '', prefix: first, child: `require:${child}` }];
      return /^\w+(\.\w+)?$/.test(arg) ? [{ parent: match[1] ?? '', prefix: first, child: arg }] : [];
    });
  });
}

function importsIn(text: string): ReadonlyMap<string, Imported> {
  const found: [string, Imported][] = [];
  const local = (from: string): string => from.replace(/^(\.\.?\/)+|^[@~]\//, '').replace(/\.[cm]?[jt]sx?$/, '');
  const forms =
    /\bimport\s+(?:(\w+)\s*,?\s*)?(?:\{([^}]*)\}\s*)?(?:\*\s+as\s+(\w+)\s*)?from\s*["']([^"']+)["']|\b(?:const|let|var)\s+(?:(\w+)|\{([^}]*)\})\s*=\s*require\(\s*["']([^"']+)["']\s*\)/g;
  for (const [, whole, many, star, from, required, manyRequired, fromRequired] of text.matchAll(forms)) {
    const module = local(from ?? fromRequired ?? '');
    for (const name of [whole, star, required]) if (name !== undefined) found.push([name, { module }]);
    for (const part of (many ?? manyRequired ?? '').split(',')) {
      const [, name, alias] = /^\s*(\w+)(?:\s*(?:as|:)\s*(\w+))?\s*$/.exec(part) ?? [];
      if (name !== undefined) found.push([alias ?? name, { module, name }]);
    }
  }
  for (const [, from = ''] of text.matchAll(/\brequire\(\s*["']([^"']+)["']\s*\)/g))
    found.push([`require:${from}`, { module: local(from) }]);
  return new Map(found);
}

function mainOf(text: string, routers: readonly Router[]): string | undefined {
  const said = /\bmodule\.exports\s*=\s*(\w+)\b|\bexport\s+default\s+(\w+)\b/.exec(text);
  const name = said?.[1] ?? said?.[2];
  return routers.find((one) => one.name === name)?.name ?? (routers.length === 1 ? routers[0]?.name : undefined);
}
