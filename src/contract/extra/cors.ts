import { type CheckResult, check } from '../../model/check.ts';
import type { Header, HttpRequest } from '../../ports/http.ts';
import { textToken } from '../compare/difference.ts';
import { headerValues } from '../compare/seen.ts';
import type { Contract, Step } from '../contract.ts';
import type { RunContext } from '../run/context.ts';
import type { Lane } from '../run/lane.ts';
import { buildRequest, defaultMaxBytes } from '../run/request.ts';
import { expandText, MissingValue } from '../run/template.ts';
import { curlLine } from '../show/curl.ts';
import { showToken } from '../show/token.ts';

type Cors = NonNullable<Contract['cors']>;

/** Preflights as a browser sends them, raw: a browser's own tools do not show them. */
export async function corsChecks(context: RunContext, report: (check: CheckResult) => void): Promise<void> {
  const { cors, steps } = context.contract;
  if (!cors || cors.preflight === 'off') return;
  const base = { id: 'contract.cors', title: 'CORS', place: cors.place };
  const allowed = origins(cors.origins.allowed, context.candidate);
  if (typeof allowed === 'string') return report(check({ ...base, verdict: 'skipped', detail: allowed }));
  for (const step of preflighted(steps, context.candidate)) {
    const faults = await stepFaults(step, { cors, allowed, context });
    const count = allowed.length + (list(cors.origins.denied).length || 0);
    report(
      check({
        id: `contract.cors.${step.request.method} ${step.request.path}`,
        title: `CORS preflight of ${step.request.method} ${step.request.path}`,
        place: step.place,
        verdict: faults.length === 0 ? 'passed' : 'failed',
        detail: faults.length === 0 ? `${count} origins, as expected` : faults.map((fault) => `✗ ${fault}`).join('\n'),
        ...(faults.length > 0 && allowed[0] ? { reproduce: asCurl(step, allowed[0], context) } : {}),
      }),
    );
  }
}

function list(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

/** The origins of one side, or why they are not known. */
function origins(written: string | readonly string[], lane: Lane): readonly string[] | string {
  try {
    return list(written).map((one) => expandText(one, lane.lookup));
  } catch (thrown) {
    if (thrown instanceof MissingValue)
      return `${thrown.message}: the address of the web pages is needed to ask in their name`;
    throw thrown;
  }
}

/** One step per route that a browser would not call without asking first. */
function preflighted(steps: readonly Step[], lane: Lane): readonly Step[] {
  const needing = steps.filter(
    ({ variantOf, request }) =>
      variantOf === undefined && unsafeHeaders(request).length + Number(!simple.includes(request.method)) > 0,
  );
  const known = needing.filter(({ needs }) => needs.every((need) => lane.done.has(need)));
  return [...new Map(known.map((step) => [`${step.request.method} ${step.request.path}`, step])).values()];
}

const simple = ['GET', 'HEAD', 'POST'];

/** Sorted and in lower case, as browsers send them. */
function unsafeHeaders({ headers, body }: Step['request']): readonly string[] {
  const own = Object.keys(headers).map((name) => name.toLowerCase());
  return [...new Set([...own, ...(body?.kind === 'json' ? ['content-type'] : [])])].sort();
}

interface Asking {
  readonly cors: Cors;
  readonly allowed: readonly string[];
  readonly context: RunContext;
}

async function stepFaults(step: Step, { cors, allowed, context }: Asking): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const origin of allowed) {
    const answer = await preflight(step, origin, { lane: context.candidate, context });
    faults.push(...letIn(step, origin, { answer, credentials: cors.credentials === true }));
    faults.push(...(await againstReference(step, { cors, context, answer })));
  }
  for (const origin of list(cors.origins.denied)) {
    const answer = await preflight(step, origin, { lane: context.candidate, context });
    faults.push(...keptOut(origin, answer));
  }
  return faults;
}

interface Preflight {
  readonly status: number;
  readonly headers: readonly Header[];
}

async function preflight(
  step: Step,
  origin: string,
  { lane, context }: { readonly lane: Lane; readonly context: RunContext },
): Promise<Preflight | string> {
  const request = preflightRequest(step, origin, { lane, context });
  const { outcome } = await context.send(lane, request, { step: 'cors', harmless: true });
  return outcome.ok ? outcome.response : outcome.failure.message;
}

function preflightRequest(
  step: Step,
  origin: string,
  { lane, context }: { readonly lane: Lane; readonly context: RunContext },
): HttpRequest {
  const { method, path } = step.request;
  const names = unsafeHeaders(step.request);
  const headers = {
    origin,
    'access-control-request-method': method,
    ...(names.length > 0 && { 'access-control-request-headers': names.join(',') }),
  };
  const limits = { timeoutMs: context.contract.timeoutMs, maxBytes: defaultMaxBytes };
  const request = buildRequest({ method: 'OPTIONS', path, headers, query: {} }, lane, limits);
  return { ...request, headers: request.headers.filter(([name]) => name !== 'cookie') };
}

function asCurl(step: Step, origin: string, context: RunContext): string {
  const lane = context.candidate;
  return curlLine(preflightRequest(step, origin, { lane, context }), lane.variables.symbolise);
}

function value(answer: Preflight, name: string): string | undefined {
  return headerValues(answer.headers, `access-control-${name}`)[0];
}

interface Expected {
  readonly answer: Preflight | string;
  readonly credentials: boolean;
}

function letIn(step: Step, origin: string, { answer, credentials }: Expected): readonly string[] {
  if (typeof answer === 'string') return [`${origin}: ${answer}`];
  if (answer.status < 200 || answer.status > 299)
    return [`${origin} must be let in, but the preflight answers ${answer.status}`];
  const [allow, methods, headers] = ['allow-origin', 'allow-methods', 'allow-headers'].map((name) =>
    value(answer, name),
  );
  const faults: string[] = [];
  const star = allow === '*' && !credentials;
  if (allow !== origin && !star)
    faults.push(
      `${origin} must be let in; allow-origin is ${allow === undefined ? 'missing' : showToken(textToken(allow))}`,
    );
  if (!simple.includes(step.request.method) && !holds(methods, step.request.method))
    faults.push(`allow-methods lacks ${step.request.method}: ${methods ?? 'missing'}`);
  for (const name of unsafeHeaders(step.request))
    if (!holds(headers, name)) faults.push(`allow-headers lacks ${name}: ${headers ?? 'missing'}`);
  if (credentials && value(answer, 'allow-credentials') !== 'true') faults.push('allow-credentials is not “true”');
  return faults;
}

function holds(written: string | undefined, wanted: string): boolean {
  const words = (written ?? '').split(',').map((one) => one.trim().toLowerCase());
  return words.includes(wanted.toLowerCase()) || words.includes('*');
}

function keptOut(origin: string, answer: Preflight | string): readonly string[] {
  if (typeof answer === 'string') return [`${origin}: ${answer}`];
  const allow = value(answer, 'allow-origin');
  return allow === origin || allow === '*' ? [`${origin} must be kept out, but allow-origin is “${allow}”`] : [];
}

interface Against {
  readonly cors: Cors;
  readonly context: RunContext;
  readonly answer: Preflight | string;
}

/** The same question to production, in the name of its own pages; what it answers is the measure. */
async function againstReference(step: Step, { cors, context, answer }: Against): Promise<readonly string[]> {
  const { reference, candidate } = context;
  if (!reference || typeof answer === 'string' || !step.needs.every((need) => reference.done.has(need))) return [];
  const own = origins(cors.origins.allowed, reference);
  if (typeof own === 'string' || own[0] === undefined) return [];
  const wanted = await preflight(step, own[0], { lane: reference, context });
  if (typeof wanted === 'string') return [];
  const names = [
    'access-control-allow-origin',
    'access-control-allow-methods',
    'access-control-allow-headers',
    'access-control-allow-credentials',
    'access-control-max-age',
    'vary',
  ];
  return names.flatMap((name) => {
    const was = headerValues(wanted.headers, name)
      .map((one) => reference.symbols.symbolise(one, []))
      .join(', ');
    const is = headerValues(answer.headers, name)
      .map((one) => candidate.symbols.symbolise(one, []))
      .join(', ');
    return was === is ? [] : [`${name}  expected: ${was || '(nothing)'}  actual: ${is || '(nothing)'}`];
  });
}
