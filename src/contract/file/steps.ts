import * as v from 'valibot';
import type { Path } from '../../lib/yaml.ts';
import type { Expectation, LatencyLimit, Method, RequestTemplate, Rule, Step } from '../contract.ts';
import { milliseconds } from './fields.ts';
import type { Source } from './parse.ts';
import { ruleSchema } from './rule.ts';
import { buildRules } from './rules.ts';
import type { ContractFields } from './schema.ts';
import type { ExpectFields, LatencyFields, RequestFields, StepFields, VariantFields } from './step.ts';
import { parseTarget, targetForms } from './target.ts';

interface Shared {
  readonly defaults: NonNullable<ContractFields['defaults']>;
  readonly environment: readonly Rule[];
  readonly source: Source;
}

export function buildSteps(written: ContractFields['steps'], root: Path, shared: Shared): readonly Step[] {
  return written.flatMap((one, index) => {
    const at = [...root, index];
    const fields: StepFields = typeof one === 'string' ? { request: one } : one;
    const step = buildStep(fields, at, shared);
    const variants = (fields.variants ?? []).map((variant, place) =>
      buildVariant({ variant, step, at: [...at, 'variants', place] }, shared),
    );
    return [step, ...variants];
  });
}

const safe: readonly Method[] = ['GET', 'HEAD', 'OPTIONS'];

function buildStep(fields: StepFields, at: Path, shared: Shared): Step {
  const request = buildRequest(fields.request);
  const effect = fields.effect ?? (safe.includes(request.method) ? 'none' : 'write');
  const line = `${request.method} ${request.path}`;
  checkCaptures(fields.capture ?? {}, at, shared.source);
  const latency = latencyOf(fields.latency ?? shared.defaults.latency);
  return {
    id: fields.id ?? line,
    title: fields.title ?? line,
    place: shared.source.place(at),
    request,
    needs: fields.needs ?? [],
    effect,
    repeatable: fields.cost !== 'paid' && (effect === 'none' || fields.idempotent === true),
    expect: expectation(fields.expect ?? {}, [...at, 'expect'], shared.source),
    captures: fields.capture ?? {},
    rules: [
      ...buildRules(fields.compare ?? {}, { origin: 'step', at: [...at, 'compare'], source: shared.source }),
      ...shared.environment,
    ],
    bytes: fields.bytes ?? shared.defaults.bytes ?? 'strict',
    ...(latency && fields.cost !== 'paid' && { latency }),
    ...(fields.cleanup && { cleanup: fields.cleanup }),
  };
}

interface VariantInput {
  readonly variant: VariantFields;
  readonly step: Step;
  readonly at: Path;
}

/** An error case: the step's request with some parts replaced. It inherits no rule, since its answer is another one. */
function buildVariant({ variant, step, at }: VariantInput, shared: Shared): Step {
  const request = variantRequest(variant, step.request);
  const effect = variant.effect ?? (safe.includes(request.method) ? 'none' : step.effect);
  return {
    id: `${step.id}/${variant.id}`,
    title: variant.title ?? `${request.method} ${request.path} (${variant.id})`,
    place: shared.source.place(at),
    variantOf: step.id,
    request,
    needs: variant.needs ?? step.needs,
    effect,
    repeatable: effect === 'none' && step.repeatable,
    expect: expectation(variant.expect ?? {}, [...at, 'expect'], shared.source),
    captures: {},
    rules: [
      ...buildRules(variant.compare ?? {}, { origin: 'step', at: [...at, 'compare'], source: shared.source }),
      ...shared.environment,
    ],
    bytes: step.bytes,
  };
}

function variantRequest(variant: VariantFields, base: RequestTemplate): RequestTemplate {
  const own = buildRequest({
    ...variantPayload(variant),
    method: variant.method ?? base.method,
    path: variant.path ?? base.path,
  });
  const without = (variant.without ?? []).map((one) => one.toLowerCase());
  const inherited = Object.entries(base.headers).filter(([name]) => !without.includes(name.toLowerCase()));
  const body = own.body ?? base.body;
  return {
    ...own,
    headers: { ...Object.fromEntries(inherited), ...own.headers },
    query: variant.query ? own.query : base.query,
    ...(body && { body }),
  };
}

function variantPayload(variant: VariantFields): Partial<Exclude<RequestFields, string>> {
  const { headers, query, json, form, text } = variant;
  return {
    ...(headers && { headers }),
    ...(query && { query }),
    ...(json !== undefined && { json }),
    ...(form && { form }),
    ...(text !== undefined && { text }),
  };
}

function buildRequest(written: RequestFields): RequestTemplate {
  if (typeof written === 'string') {
    const [method, path] = written.split(' ') as [Method, string];
    return { method, path, headers: {}, query: {} };
  }
  const { method, path, headers = {}, query = {}, json, form, text } = written;
  const base = { method, path, headers, query };
  if (json !== undefined) return { ...base, body: { kind: 'json', value: json } };
  if (form) return { ...base, body: { kind: 'form', value: form } };
  return text === undefined ? base : { ...base, body: { kind: 'text', value: text } };
}

function expectation(fields: ExpectFields, at: Path, source: Source): Expectation {
  const { status, headers = {}, body = {}, contains } = fields;
  const rules = Object.fromEntries(
    Object.entries(body).map(([path, wanted]) => [
      path,
      v.is(ruleSchema, wanted) && isRule(wanted) ? wanted : { equals: wanted },
    ]),
  );
  return {
    ...(status !== undefined && { statuses: Array.isArray(status) ? status : [status] }),
    headers,
    body: buildRules(rules, { origin: 'expect', at: [...at, 'body'], source }),
    ...(contains !== undefined && { contains }),
  };
}

/** An empty mapping is a value to be found, not a rule that says nothing. */
function isRule(wanted: unknown): wanted is v.InferOutput<typeof ruleSchema> {
  return typeof wanted === 'object' && wanted !== null && Object.keys(wanted).length > 0;
}

function latencyOf(fields: LatencyFields | undefined): LatencyLimit | undefined {
  if (fields === undefined || fields === 'off') return undefined;
  const [quantile, limit] = fields.p99
    ? [0.99, fields.p99]
    : fields.p90
      ? [0.9, fields.p90]
      : [0.95, fields.p95 ?? '100ms'];
  return {
    quantile: quantile as LatencyLimit['quantile'],
    limitMs: milliseconds(limit as string),
    warmup: fields.warmup ?? 3,
    ...(fields.reason !== undefined && { reason: fields.reason }),
  };
}

function checkCaptures(captures: Readonly<Record<string, string>>, at: Path, { complain }: Source): void {
  for (const [name, text] of Object.entries(captures)) {
    const target = parseTarget(text);
    if (!target || target.part === 'body') complain([...at, 'capture', name], `cannot capture “${text}”`, targetForms);
  }
}
