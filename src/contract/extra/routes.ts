import { type CheckResult, check } from '../../model/check.ts';
import type { Code } from '../code/read.ts';
import type { Contract } from '../contract.ts';
import { readOpenApi } from '../openapi/document.ts';
import type { RunContext } from '../run/context.ts';
import type { Lane } from '../run/lane.ts';
import { buildRequest, defaultMaxBytes } from '../run/request.ts';
import type { Exchange } from '../run/send.ts';
import { compareRoutes, type Documented, normalRoute, type RouteSets, type RouteStatuses } from './route-sets.ts';

/** Whether code, documentation, contract and production name the same routes. */
export async function routeChecks(
  context: RunContext,
  exchanges: readonly Exchange[],
  report: (check: CheckResult) => void,
): Promise<void> {
  const { routes } = context.contract;
  if (!routes) return;
  const { code, candidate, reference } = context;
  const documented = await documentedRoutes(candidate, routes, context);
  const title = `${code ? 'code, ' : ''}documentation, contract and production name the same routes`;
  const base = { id: 'contract.routes', title, place: routes.place };
  if (typeof documented === 'string') return report(check({ ...base, verdict: 'failed', detail: `✗ ${documented}` }));
  const asked = reference && (await documentedRoutes(reference, routes, context));
  const production = typeof asked === 'string' ? undefined : asked;
  const sets = compareRoutes({
    exchanges,
    extra: routes.extra ?? [],
    ...(documented && { documented }),
    ...(production && { production }),
    ...(code && { code }),
  });
  const silent = typeof asked === 'string' ? [`⚠ production's own document is not known: ${asked}`] : [];
  report(
    check({
      ...base,
      verdict: isRed(sets, routes) ? 'failed' : 'passed',
      detail: [...lines(sets), ...silent, counts({ sets, documented, production, code }), ...statuses(sets)].join('\n'),
    }),
  );
}

type Routes = NonNullable<Contract['routes']>;

function isRed({ undocumented, unimplemented, idle, otherThanProduction: other }: RouteSets, routes: Routes): boolean {
  return (
    (routes.undocumented !== 'warn' && undocumented.length > 0) ||
    (routes.unexercised === 'fail' && idle.length > 0) ||
    unimplemented.length + other.gone.length + other.added.length > 0
  );
}

function lines({
  undocumented,
  unimplemented,
  idle,
  otherThanProduction,
  unsure,
  hidden,
}: RouteSets): readonly string[] {
  const line = (mark: string, title: string, routes: readonly string[]): readonly string[] =>
    routes.length === 0 ? [] : [`${mark} ${title}: ${routes.join(', ')}`];
  return [
    ...line('✗', 'in production, not here', otherThanProduction.gone),
    ...line('✗', 'here, not in production', otherThanProduction.added),
    ...line('✗', 'there, not documented', undocumented),
    ...line('✗', 'documented, not implemented', unimplemented),
    ...line('⚠', 'documented, not found in the code, of which some paths are calculated', unsure),
    ...line('⚠', 'called by no step', idle),
    ...line('·', 'kept out of the documentation by the code', hidden),
  ];
}

interface Counted {
  readonly sets: RouteSets;
  readonly documented: readonly Documented[] | undefined;
  readonly production: readonly Documented[] | undefined;
  readonly code: Code | undefined;
}

function counts({ sets, documented, production, code }: Counted): string {
  const unread = code?.unread.length ? `, and at ${code.unread.join(', ')} paths that are calculated` : '';
  return [
    ...(code ? [`${code.routes.length} in the code (${code.kinds.join(', ')})${unread}`] : []),
    ...(documented ? [`${documented.length} documented`] : []),
    ...(production ? [`${production.length} in production`] : []),
    `${sets.statuses.length} called`,
    `${sets.agreed.length} the same everywhere`,
  ].join(', ');
}

/** More are counted: the list is there to see what the steps have reached. */
const most = 60;

function statuses({ statuses: all }: RouteSets): readonly string[] {
  const rest = all.length > most ? [`and ${all.length - most} more`] : [];
  return [...all.slice(0, most).map(statusLine), ...rest];
}

function statusLine({ route, answered, undocumented, unseen }: RouteStatuses): string {
  const more = [
    ...(undocumented.length > 0 ? [`${undocumented.join(', ')} not documented`] : []),
    ...(unseen.length > 0 ? [`${unseen.join(', ')} documented, not seen`] : []),
  ];
  return `${route}: ${answered.join(', ')}${more.length > 0 ? ` (${more.join('; ')})` : ''}`;
}

/** The routes of an OpenAPI document, or why there are none; undefined where the contract says that there is no document. */
async function documentedRoutes(
  lane: Lane,
  routes: Routes,
  context: RunContext,
): Promise<readonly Documented[] | string | undefined> {
  if (routes.source === 'none') return undefined;
  const path = (routes.source ?? 'openapi:/openapi.json').replace(/^openapi:/, '');
  const limits = { timeoutMs: context.contract.timeoutMs, maxBytes: defaultMaxBytes };
  const request = buildRequest({ method: 'GET', path, headers: {}, query: {} }, lane, limits);
  const { outcome } = await context.send(lane, request, { step: 'routes', harmless: true });
  if (!outcome.ok) return `${path}: ${outcome.failure.message}`;
  if (outcome.response.status !== 200) return `${path} answers ${outcome.response.status}`;
  return routesOf(Buffer.from(outcome.response.content).toString('utf8')) ?? `${path} is no OpenAPI document`;
}

export function routesOf(text: string): readonly Documented[] | undefined {
  return readOpenApi(text)
    ?.operations.filter(({ method }) => !['HEAD', 'OPTIONS'].includes(method))
    .map(({ method, path, responses }) => ({ route: normalRoute(method, path), statuses: Object.keys(responses) }));
}
