import * as v from 'valibot';
import { about, duration, name, optional, requestLine, statuses, texts } from './fields.ts';
import { ruleSchema } from './rule.ts';

const method = v.picklist(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']);
const path = v.pipe(v.string(), v.startsWith('/', 'a path starts with “/”'));

const payload = {
  headers: optional(texts, 'request headers'),
  query: optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])), 'query parameters'),
  json: optional(v.unknown(), 'JSON body; also sets the content type'),
  form: optional(texts, 'form body; also sets the content type'),
  text: optional(v.string(), 'body as text, sent as it stands'),
};

export const requestSchema = v.union(
  [requestLine, v.strictObject({ method, path, ...payload })],
  'a request is METHOD /path, or a mapping with method and path',
);

export const expectSchema = v.strictObject({
  status: optional(statuses, 'the status that the candidate must answer, whatever the reference does'),
  headers: optional(texts, 'headers that must be there with exactly this value; /…/ is a regular expression'),
  body: optional(
    v.record(v.string(), v.unknown()),
    'places of the body ($.a.b) with the value, or with a rule such as { kind: uuid }',
  ),
  contains: optional(v.string(), 'text that the body must contain'),
});

export const latencySchema = v.union(
  [
    v.literal('off'),
    v.strictObject({
      p95: optional(duration, 'the 95th percentile must be proved below this'),
      p90: optional(duration, 'the 90th percentile must be proved below this'),
      p99: optional(duration, 'the 99th percentile must be proved below this'),
      warmup: optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 'calls that are not counted; default 3'),
      reason: optional(v.string(), 'why the limit is not the default one'),
    }),
  ],
  'latency is “off” or a mapping such as { p95: 100ms }',
);

const effect = v.picklist(['none', 'write']);
const compare = v.record(v.string(), ruleSchema);

const variantSchema = v.strictObject({
  id: name,
  title: optional(v.string(), 'a name for people'),
  method: v.optional(method),
  path: v.optional(path),
  ...payload,
  expect: optional(expectSchema, 'what must come back'),
  effect: optional(effect, '“none” promises that nothing is changed, so production may be asked'),
  compare: optional(compare, 'exceptions for the answer of this variant'),
  without: optional(v.array(v.string()), 'headers of the step that are left out'),
  needs: optional(v.array(v.string()), 'steps that must have succeeded before; default those of the step'),
});

const sweepSchema = v.strictObject({
  list: about(path, 'the path of the list, asked with the headers of the step'),
  id: about(v.string(), 'where the ids are, such as $[*].id'),
  mark: about(v.string(), 'where the mark is, such as $[*].title'),
  created: about(v.string(), 'where the time of creation is, such as $[*].created_at'),
  starts: about(
    v.pipe(v.string(), v.minLength(3, 'a mark has three characters at least')),
    'what our own marks start with',
  ),
  older: optional(duration, 'only what is older than this; default 1h'),
});

const cleanupSchema = v.strictObject({
  method,
  path,
  headers: payload.headers,
  json: payload.json,
  expect: optional(statuses, 'statuses that count as cleaned; default 2xx and 404'),
  verify: optional(
    v.strictObject({ method, path, headers: payload.headers, expect: statuses }),
    'a request that proves that it is gone',
  ),
  sweep: optional(sweepSchema, 'takes back, in the same way, what runs that were killed have left behind'),
});

export const stepSchema = v.union(
  [
    requestLine,
    v.strictObject({
      id: optional(name, 'name of the step; default made from the request'),
      title: optional(v.string(), 'a name for people'),
      request: requestSchema,
      needs: optional(v.array(v.string()), 'steps that must have succeeded before'),
      effect: optional(effect, '“none” promises that nothing is changed, so production may be asked'),
      cost: optional(v.literal('paid'), 'called once per side, never repeated to confirm or to measure'),
      idempotent: optional(v.boolean(), 'may be repeated to confirm although it writes'),
      expect: optional(expectSchema, 'what the candidate must answer, in addition to the reference'),
      capture: optional(texts, 'names for values of the answer: $.path, header[name] or set-cookie[name]'),
      compare: optional(compare, 'exceptions from the exact comparison, by place'),
      bytes: optional(v.picklist(['strict', 'json']), 'json: same JSON in other bytes is only a warning'),
      latency: optional(latencySchema, 'limit for the time until the answer is complete'),
      variants: optional(v.array(variantSchema), 'the same request with something else: the error cases'),
      cleanup: optional(cleanupSchema, 'the request that takes back what this step made'),
    }),
  ],
  'a step is METHOD /path, or a mapping with a request',
);

export type StepFields = Exclude<v.InferOutput<typeof stepSchema>, string>;
export type VariantFields = v.InferOutput<typeof variantSchema>;
export type ExpectFields = v.InferOutput<typeof expectSchema>;
export type LatencyFields = v.InferOutput<typeof latencySchema>;
export type SweepFields = v.InferOutput<typeof sweepSchema>;
export type CleanupFields = v.InferOutput<typeof cleanupSchema>;
export type RequestFields = v.InferOutput<typeof requestSchema>;
