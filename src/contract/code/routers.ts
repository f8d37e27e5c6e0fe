/** A route that was read from code. */
export interface CodeRoute {
  /** `ANY` where the code does not say. */
  readonly method: string;
  /** With `{}` for a parameter and `{*}` for any rest. */
  readonly path: string;
  /** What comes before the path could not be read. */
  readonly open: boolean;
  /** Kept out of the documentation on purpose. */
  readonly hidden: boolean;
  readonly place: string;
}

/** What one file says about routers: whole paths come out only when all files are known. */
export interface RouterFacts {
  readonly file: string;
  readonly routers: readonly Router[];
  readonly routes: readonly RouterRoute[];
  readonly mounts: readonly Mount[];
  readonly imports: ReadonlyMap<string, Imported>;
  /** The router that others get when they import the file as a whole. */
  readonly main?: string;
}

export interface Router {
  readonly name: string;
  readonly prefix: string | undefined;
  /** An application, whose paths begin at the root; undefined for a parameter, of which nothing is known. */
  readonly root: boolean | undefined;
  readonly hidden: boolean;
}

export interface RouterRoute {
  readonly router: string;
  readonly method: string;
  readonly path: string;
  readonly hidden: boolean;
  readonly place: string;
}

export interface Mount {
  readonly parent: string;
  readonly prefix: string | undefined;
  /** `router`, or `tasks.router`. */
  readonly child: string;
}

export interface Imported {
  /** The file without its ending, as far as it is known: `src/api/tasks`. */
  readonly module: string;
  /** Absent: the module as a whole. */
  readonly name?: string;
}

interface Start {
  readonly prefix: string;
  readonly open: boolean;
}

/** Every route with all that is mounted in front of it. A router that nobody is seen to mount has an open start. */
export function wholeRoutes(files: readonly RouterFacts[]): readonly CodeRoute[] {
  return files.flatMap((facts) =>
    facts.routes.flatMap((route) => {
      const router = facts.routers.find(({ name }) => name === route.router);
      return startsOf({ facts, name: route.router }, files, 0).map(({ prefix, open }): CodeRoute => {
        const { method, place } = route;
        return { method, path: `${prefix}${route.path}`, open, hidden: route.hidden || router?.hidden === true, place };
      });
    }),
  );
}

interface Known {
  readonly facts: RouterFacts;
  readonly name: string;
}

const unknown: readonly Start[] = [{ prefix: '', open: true }];

function startsOf({ facts, name }: Known, files: readonly RouterFacts[], depth: number): readonly Start[] {
  const router = facts.routers.find((one) => one.name === name);
  if (!router || depth > 8) return unknown;
  const mounted = files.flatMap((file) =>
    file.mounts
      .filter(({ child }) => isSame(resolve(child, file, files), { facts, name }))
      .flatMap(({ parent, prefix }) =>
        startsOf({ facts: file, name: parent }, files, depth + 1).map((start) => joined(start, prefix)),
      ),
  );
  const starts = mounted.length > 0 ? mounted : router.root ? [{ prefix: '', open: false }] : unknown;
  return starts.map((start) => joined(start, router.prefix));
}

/** What is calculated hides all that comes before it. */
function joined({ prefix, open }: Start, more: string | undefined): Start {
  return more === undefined ? { prefix: '', open: true } : { prefix: `${prefix}${more.replace(/\/$/, '')}`, open };
}

function isSame(one: Known | undefined, other: Known): boolean {
  return one?.facts === other.facts && one.name === other.name;
}

function resolve(child: string, facts: RouterFacts, files: readonly RouterFacts[]): Known | undefined {
  const [first = '', second] = child.startsWith('require:') ? [child] : child.split('.');
  if (second === undefined && facts.routers.some(({ name }) => name === first)) return { facts, name: first };
  const imported = facts.imports.get(first);
  if (!imported) return undefined;
  const tries: readonly (readonly [module: string, name: string | undefined])[] = [
    [imported.module, second ?? imported.name],
    ...(imported.name === undefined ? [] : [[`${imported.module}/${imported.name}`, second] as const]),
  ];
  for (const [module, wanted] of tries) {
    const file = fileOf(module, facts, files);
    const name =
      file && (file.routers.some((one) => one.name === wanted) ? wanted : wanted === undefined ? file.main : undefined);
    if (file && name !== undefined) return { facts: file, name };
  }
  return undefined;
}

/** The only file of that name; of several the nearest one, and none where that does not decide. */
function fileOf(module: string, from: RouterFacts, files: readonly RouterFacts[]): RouterFacts | undefined {
  const ends = [`/${module}`, `/${module}/__init__`, `/${module}/index`];
  const plain = ({ file }: RouterFacts): string => `/${file.replace(/\.\w+$/, '')}`;
  const found = files.filter((one) => ends.some((end) => plain(one).endsWith(end)));
  if (found.length < 2) return found[0];
  const folder = from.file.replace(/[^/]*$/, '');
  const near = found.filter(({ file }) => file.startsWith(folder));
  return near.length === 1 ? near[0] : undefined;
}
