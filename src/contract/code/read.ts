import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, relative, resolve, sep } from 'node:path';
import { messageOf } from '../../lib/error.ts';
import { UsageError } from '../../model/problem.ts';
import type { Contract } from '../contract.ts';
import { readExpress } from './express.ts';
import { readFastApi, type SourceFile, unreadable } from './fastapi.ts';
import { readNext } from './next.ts';
import { type CodeRoute, type RouterFacts, wholeRoutes } from './routers.ts';

/** The routes that the sources name, as far as they can be read without running them. */
export interface Code {
  readonly routes: readonly CodeRoute[];
  /** Places whose path is calculated: what is missing from the routes may be there. */
  readonly unread: readonly string[];
  /** FastAPI, Express, Next.js: in whose way the routes are written. */
  readonly kinds: readonly string[];
}

/** The code that a contract names; undefined when it names none. */
export async function readCode({ routes }: Contract, folder: string): Promise<Code | undefined> {
  if (routes?.code === undefined) return undefined;
  const names = typeof routes.code === 'string' ? [routes.code] : routes.code;
  const files = await Promise.all(names.map((name) => sourcesIn(resolve(folder, name), name)));
  const code = codeOf(files.flat());
  if (code.routes.length + code.unread.length > 0) return code;
  const message = `no route was found in ${files.flat().length} files`;
  const hint =
    'routes are read as FastAPI, Express and Next.js write them; without “routes.code” the code is not compared';
  throw new UsageError([{ source: names.join(', '), message, hint }]);
}

export function codeOf(files: readonly SourceFile[]): Code {
  const python = files.filter(({ file }) => file.endsWith('.py')).map(readFastApi);
  const scripts = files.filter(({ file }) => !file.endsWith('.py'));
  const ways: readonly (readonly [string, readonly CodeRoute[]])[] = [
    ['FastAPI', wholeRoutes(python)],
    ['Express', wholeRoutes(scripts.map(readExpress).filter(hasRoutes))],
    ['Next.js', scripts.flatMap(readNext)],
  ];
  const all = ways.flatMap(([, routes]) => routes);
  const isRead = ({ path, open }: CodeRoute): boolean => !path.includes(unreadable) && !(open && path === '');
  return {
    routes: all.filter(isRead),
    unread: [...new Set(all.filter((one) => !isRead(one)).map(({ place }) => place))],
    kinds: ways.filter(([, routes]) => routes.length > 0).map(([kind]) => kind),
  };
}

function hasRoutes({ routes, mounts, routers }: RouterFacts): boolean {
  return routers.length > 0 && routes.length + mounts.length > 0;
}

const skipped =
  /^(\..*|node_modules|__pycache__|venv|env|dist|build|out|coverage|tests?|__tests__|e2e|site-packages|migrations|alembic)$/;
const endings = ['.py', '.js', '.cjs', '.mjs', '.ts', '.cts', '.mts', '.jsx', '.tsx'];
const largest = 1_000_000;

async function sourcesIn(top: string, name: string): Promise<readonly SourceFile[]> {
  const files: SourceFile[] = [];
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !skipped.test(entry.name)) await visit(path);
      else if (entry.isFile() && isSource(entry.name) && (await stat(path)).size <= largest)
        files.push({ file: named(name, relative(top, path)), text: await readFile(path, 'utf8') });
    }
  };
  await visit(top).catch((thrown: unknown) => {
    throw new UsageError([{ source: name, message: `the code cannot be read: ${messageOf(thrown)}` }]);
  });
  return files;
}

/** As a reader finds it from the contract: `backend/src/main.py`. */
function named(top: string, rest: string): string {
  return join(top, rest).split(sep).join('/');
}

function isSource(name: string): boolean {
  return endings.includes(extname(name)) && !/\.(test|spec)\.|^test_|\.d\.ts$/.test(name);
}
