import { type CheckResult, check } from '../../model/check.ts';
import type { Contract } from '../contract.ts';
import type { RunContext } from '../run/context.ts';
import type { Lane } from '../run/lane.ts';
import { buildRequest, defaultMaxBytes } from '../run/request.ts';
import type { Exchange } from '../run/send.ts';

/** `GET /tasks/{}`: names of parameters and a last slash do not make another route. */
export function normalRoute(method: string, path: string): string {
  const plain = path
    .replace(/\?.*$/, '')
    .replaceAll(/\{[^}]*\}/g, '{}')
    .replace(/(.)\/$/, '$1');
  return `${method.toUpperCase()} ${plain}`;
}

/** Whether documentation, contract and production name the same routes. */
export async function routeChecks(
  context: RunContext,
  exchanges: readonly Exchange[],
  report: (check: CheckResult) => void,
): Promise<void> {
  const { routes } = context.contract;
  if (!routes) return;
  const documented = await documentedRoutes(context.candidate, routes, context);
  const base = {
    id: 'contract.routes',
    title: 'documentation, contract and production name the same routes',
    place: routes.place,
  };
  if (typeof documented === 'string') return report(check({ ...base, verdict: 'failed', detail: `✗ ${documented}` }));
  const production = context.reference && (await documentedRoutes(context.reference, routes, context));
  const sets = compareRoutes({ documented, exchanges, extra: routes.extra ?? [], production });
  const loud =
    (routes.undocumented !== 'warn' && sets.undocumented.length > 0) || sets.gone.length + sets.added.length > 0;
  const idle = routes.unexercised === 'fail' && sets.idle.length > 0;
  report(
    check({
      ...base,
      verdict: loud || idle || sets.unimplemented.length > 0 ? 'failed' : 'passed',
      detail: describe(sets, documented.length),
    }),
  );
}

interface RouteSets {
  readonly exercised: readonly string[];
  /** Answered as if they were there, but the documentation does not know them. */
  readonly undocumented: readonly string[];
  /** In the documentation, but called without being found. */
  readonly unimplemented: readonly string[];
  readonly idle: readonly string[];
  readonly gone: readonly string[];
  readonly added: readonly string[];
}

interface RouteInput {
  readonly documented: readonly string[];
  readonly exchanges: readonly Exchange[];
  readonly extra: readonly string[];
  readonly production: readonly string[] | string | undefined;
}

export function compareRoutes({ documented, exchanges, extra, production }: RouteInput): RouteSets {
  const calls = exchanges.flatMap(({ lane, request, outcome }) =>
    lane === 'cand' && outcome.ok && !['OPTIONS', 'HEAD'].includes(request.method)
      ? [{ line: `${request.method} ${new URL(request.url).pathname}`, status: outcome.response.status }]
      : [],
  );
  const known = [...documented, ...extra.map((line) => normalRoute(...(line.split(' ', 2) as [string, string])))];
  const routeOf = (line: string): string | undefined => known.find((route) => patternOf(route).test(normalSlash(line)));
  const exercised = new Set(calls.flatMap(({ line }) => routeOf(line) ?? []));
  const live = Array.isArray(production) ? production : undefined;
  return {
    exercised: [...exercised],
    undocumented: unique(
      calls
        .filter(({ line, status }) => status < 400 && !routeOf(line) && !line.endsWith('/openapi.json'))
        .map(({ line }) => line),
    ),
    unimplemented: unique(calls.filter(({ status }) => status === 405).flatMap(({ line }) => routeOf(line) ?? [])),
    idle: documented.filter((route) => !exercised.has(route)),
    gone: live?.filter((route) => !documented.includes(route)) ?? [],
    added: live ? documented.filter((route) => !live.includes(route)) : [],
  };
}

function unique(lines: readonly string[]): readonly string[] {
  return [...new Set(lines)];
}

function normalSlash(line: string): string {
  return line.replace(/(.)\/$/, '$1');
}

function patternOf(route: string): RegExp {
  return new RegExp(
    `^${route
      .split('{}')
      .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
      .join('[^/]+')}$`,
  );
}

function describe(sets: RouteSets, documented: number): string {
  const line = (mark: string, title: string, routes: readonly string[]): readonly string[] =>
    routes.length === 0 ? [] : [`${mark} ${title}: ${routes.join(', ')}`];
  return [
    ...line('✗', 'in production, not here', sets.gone),
    ...line('✗', 'here, not in production', sets.added),
    ...line('✗', 'answered, not documented', sets.undocumented),
    ...line('✗', 'documented, not implemented', sets.unimplemented),
    ...line('⚠', 'documented, not called by any step', sets.idle),
    `${documented} documented, ${sets.exercised.length} of them called`,
  ].join('\n');
}

/** The routes of an OpenAPI document, or why there are none. */
async function documentedRoutes(
  lane: Lane,
  routes: NonNullable<Contract['routes']>,
  context: RunContext,
): Promise<readonly string[] | string> {
  const path = (routes.source ?? 'openapi:/openapi.json').replace(/^openapi:/, '');
  const limits = { timeoutMs: context.contract.timeoutMs, maxBytes: defaultMaxBytes };
  const request = buildRequest({ method: 'GET', path, headers: {}, query: {} }, lane, limits);
  const { outcome } = await context.send(lane, request, { step: 'routes', harmless: true });
  if (!outcome.ok) return `${path}: ${outcome.failure.message}`;
  if (outcome.response.status !== 200) return `${path} answers ${outcome.response.status}`;
  return routesOf(Buffer.from(outcome.response.content).toString('utf8')) ?? `${path} is no OpenAPI document`;
}

const methods = ['get', 'put', 'post', 'delete', 'patch'];

export function routesOf(text: string): readonly string[] | undefined {
  try {
    const { paths } = JSON.parse(text) as { readonly paths?: Readonly<Record<string, object>> };
    if (typeof paths !== 'object') return undefined;
    return Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item)
        .filter((key) => methods.includes(key))
        .map((method) => normalRoute(method, path)),
    );
  } catch {
    // Not JSON: the caller says that it is no OpenAPI document.
    return undefined;
  }
}
