import type { Code } from '../code/read.ts';
import type { CodeRoute } from '../code/routers.ts';
import type { Exchange } from '../run/send.ts';

/** `GET /tasks/{}`: names of parameters and a last slash do not make another route. */
export function normalRoute(method: string, path: string): string {
  const plain = path
    .replace(/\?.*$/, '')
    .replaceAll(/\{(?!\*)[^}]*\}/g, '{}')
    .replace(/(.)\/$/, '$1');
  return `${method.toUpperCase()} ${plain}`;
}

/** A route of a document with the statuses that it names. */
export interface Documented {
  readonly route: string;
  readonly statuses: readonly string[];
}

export interface RouteInput {
  /** Absent where there is no document. */
  readonly documented?: readonly Documented[];
  readonly production?: readonly Documented[];
  readonly code?: Code;
  readonly exchanges: readonly Exchange[];
  /** `METHOD /path` that exist without being documented. */
  readonly extra: readonly string[];
}

export interface RouteSets {
  /** Where all that were asked agree. */
  readonly agreed: readonly string[];
  /** In the code, or answering as if it were there, but not in the document. */
  readonly undocumented: readonly string[];
  /** In the document, but not in the code, or called without being found. */
  readonly unimplemented: readonly string[];
  /** Known, but called by no step. */
  readonly idle: readonly string[];
  readonly otherThanProduction: { readonly gone: readonly string[]; readonly added: readonly string[] };
  /** Not in the code as far as it can be read; held against nobody, since some of its paths are calculated. */
  readonly unsure: readonly string[];
  /** Kept out of the document by the code itself. */
  readonly hidden: readonly string[];
  readonly statuses: readonly RouteStatuses[];
}

export interface RouteStatuses {
  readonly route: string;
  readonly answered: readonly string[];
  readonly undocumented: readonly string[];
  readonly unseen: readonly string[];
}

/** Code, document, contract and production held against each other. */
export function compareRoutes({ documented, production, code, exchanges, extra }: RouteInput): RouteSets {
  const calls = callsOf(exchanges);
  const named = (documented ?? []).map(({ route }) => route);
  const more = extra.map((line) => normalRoute(...(line.split(' ', 2) as [string, string])));
  const written = code?.routes ?? [];
  const inCode = (route: string): boolean => written.some((one) => fits(one, route));
  const inDocument = (one: CodeRoute): boolean => [...named, ...more].some((route) => fits(one, route));
  const own = unique(written.filter((one) => !inDocument(one)).map(shownRoute));
  const known = [...named, ...more, ...(documented ? [] : own)];
  const routeOf = (line: string): string | undefined =>
    known.find((route) => patternOf(route).test(line)) ??
    written.filter((one) => !inDocument(one) && fits(one, line)).map(shownRoute)[0];
  const called = new Set(calls.flatMap(({ line }) => routeOf(line) ?? []));
  const missing = code ? named.filter((route) => !inCode(route)) : [];
  const strangers = calls.filter(({ line, status }) => status < 400 && !routeOf(line)).map(({ line }) => line);
  const hidden = written.filter((one) => one.hidden && !inDocument(one)).map(shownRoute);
  const sure = (code?.unread.length ?? 0) === 0;
  const refused = calls.filter(({ status }) => status === 405).flatMap(({ line }) => routeOf(line) ?? []);
  const live = production?.map(({ route }) => route);
  const sets = {
    undocumented: unique([...(documented ? own.filter((one) => !hidden.includes(one)) : []), ...strangers]),
    unimplemented: unique([...(sure ? missing : []), ...refused.filter((one) => named.includes(one))]),
    idle: [...named, ...(documented ? [] : own)].filter((route) => !called.has(route)),
    otherThanProduction: {
      gone: live?.filter((route) => !named.includes(route)) ?? [],
      added: live ? named.filter((route) => !live.includes(route)) : [],
    },
    unsure: sure ? [] : missing,
    hidden: unique(hidden),
  };
  const odd = new Set(
    [...Object.values(sets.otherThanProduction), sets.undocumented, sets.unimplemented, sets.idle, sets.unsure].flat(),
  );
  const agreed = [...named, ...(documented ? [] : own)].filter((route) => !odd.has(route));
  return { ...sets, agreed, statuses: statusesOf(calls, routeOf, documented) };
}

interface Called {
  readonly line: string;
  readonly status: number;
}

/** What the steps asked the candidate; who asks for the document asks for no route. */
function callsOf(exchanges: readonly Exchange[]): readonly Called[] {
  return exchanges.flatMap(({ lane, step, request, outcome }) =>
    lane === 'cand' && step !== 'routes' && outcome.ok && !['OPTIONS', 'HEAD'].includes(request.method)
      ? [{ line: normalSlash(`${request.method} ${new URL(request.url).pathname}`), status: outcome.response.status }]
      : [],
  );
}

function statusesOf(
  calls: readonly Called[],
  routeOf: (line: string) => string | undefined,
  documented: readonly Documented[] | undefined,
): readonly RouteStatuses[] {
  const byRoute = Map.groupBy(calls, ({ line }) => routeOf(line) ?? '');
  return [...byRoute].flatMap(([route, all]): readonly RouteStatuses[] => {
    if (route === '') return [];
    const answered = unique(all.map(({ status }) => String(status))).toSorted();
    const said = documented?.find((one) => one.route === route)?.statuses.filter((one) => one !== 'default') ?? [];
    const covers = (one: string, status: string): boolean => one === status || one.toLowerCase() === `${status[0]}xx`;
    return [
      {
        route,
        answered,
        undocumented: said.length === 0 ? [] : answered.filter((status) => !said.some((one) => covers(one, status))),
        unseen: said.filter((one) => !answered.some((status) => covers(one, status))),
      },
    ];
  });
}

function unique(lines: readonly string[]): readonly string[] {
  return [...new Set(lines)];
}

function normalSlash(line: string): string {
  return line.replace(/(.)\/$/, '$1');
}

/** `GET …/tasks/{}` where what comes before could not be read. */
function shownRoute({ method, path, open }: CodeRoute): string {
  return normalRoute(method, `${open ? '…' : ''}${path === '' ? '/' : path}`);
}

/** Whether a route of the code is one of a document, or the one that a call goes to. */
function fits({ method, path, open }: CodeRoute, line: string): boolean {
  const [, plain = ''] = /^\S+ (.*)$/.exec(normalRoute(method, path === '' && !open ? '/' : path)) ?? [];
  const start = `${method === 'ANY' ? '\\S+' : method} ${open ? '\\S*' : ''}`;
  return new RegExp(`^${start}${escaped(plain)}$`).test(line);
}

function patternOf(route: string): RegExp {
  return new RegExp(`^${escaped(route)}$`);
}

function escaped(path: string): string {
  return path
    .split(/(\{\*?\})/)
    .map((part) => (part === '{}' ? '[^/]+' : part === '{*}' ? '.*' : part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')))
    .join('');
}
