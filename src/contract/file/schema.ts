import * as v from 'valibot';
import { about, duration, optional, texts } from './fields.ts';
import { latencySchema, stepSchema } from './step.ts';
import { uiSchema } from './ui.ts';

const site = v.strictObject({
  api: optional(v.string(), 'origin of the API'),
  web: optional(v.string(), 'origin of the web pages'),
});

const referenceSchema = v.strictObject({
  mode: optional(
    v.picklist(['live-ro', 'live-rw', 'replay', 'off']),
    'live-ro (default): production is only read. live-rw: a disposable reference is written to and cleaned up. replay: the snapshot alone',
  ),
  observations: optional(v.picklist([1, 2]), 'how often the reference is asked; two tell noise from change'),
  min_gap: optional(duration, 'time between the two observations; default 1.1s'),
  confirm: optional(
    v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(5)),
    'repetitions before a difference counts',
  ),
  snapshot: optional(v.string(), 'HAR file with recorded answers, made by “taskflow-k8s record”'),
  openapi: optional(
    v.string(),
    'OpenAPI document (JSON file) for the shape of answers where there is neither a live reference nor a snapshot',
  ),
  noise: optional(
    v.string(),
    'JSON file with what earlier runs have learned; each run writes evidence/contract-noise.json',
  ),
  warn_after: optional(duration, 'age of the snapshot that is mentioned; default 7d'),
  fail_after: optional(duration, 'age of the snapshot that fails; default 30d'),
  on_down: optional(v.picklist(['fail', 'warn']), 'when the reference does not answer and there is no snapshot'),
});

const defaultsSchema = v.strictObject({
  bytes: optional(v.picklist(['strict', 'json']), 'strict (default): digits, escapes, key order and blanks count'),
  headers: optional(
    v.strictObject({
      ignore: optional(v.array(v.string()), 'response headers that are not compared, beside the built-in ones'),
      compare: optional(v.union([v.literal('*'), v.array(v.string())]), '“*” (default), or the only ones to compare'),
    }),
    'which response headers are compared',
  ),
  latency: optional(latencySchema, 'limit for every step that has none of its own; default off'),
  timeout: optional(duration, 'limit for one answer; default 30s'),
  min_exact_leaves: optional(v.number(), 'values that must have been compared exactly; default 1'),
  max_masked_ratio: optional(v.number(), 'share of values that may be masked; default 0.5'),
});

const corsSchema = v.strictObject({
  origins: v.strictObject({
    allowed: about(v.union([v.string(), v.array(v.string())]), 'origins that must be let in'),
    denied: optional(v.union([v.string(), v.array(v.string())]), 'origins that must be kept out'),
  }),
  credentials: optional(v.boolean(), 'whether the browser may send cookies'),
  preflight: optional(v.picklist(['derived', 'off']), 'derived (default): one preflight per step that needs one'),
});

const routesSchema = v.strictObject({
  source: optional(
    v.string(),
    'where the routes are documented; default openapi:/openapi.json; none where there is no document',
  ),
  code: optional(
    v.union([v.string(), v.array(v.string())]),
    'folders with the sources, seen from the contract; routes are read as FastAPI, Express and Next.js write them',
  ),
  extra: optional(v.array(v.string()), 'METHOD /path that exist without being documented'),
  undocumented: optional(v.picklist(['fail', 'warn']), 'default fail'),
  unexercised: optional(v.picklist(['fail', 'warn']), 'documented routes that no step calls; default warn'),
});

export const contractObject = v.strictObject({
  version: v.literal(1, 'the version of this format is 1'),
  name: optional(v.string(), 'a name for people'),
  targets: optional(v.strictObject({ cand: v.optional(site), ref: v.optional(site) }), 'where the two sides are'),
  reference: optional(referenceSchema, 'how the reference is used'),
  accounts: optional(v.record(v.picklist(['ref', 'ref2', 'cand']), texts), 'values per side, as {{account.name}}'),
  vars: optional(texts, 'values, as {{name}}; each side gets its own with {{lane}}'),
  defaults: optional(defaultsSchema, 'for all steps'),
  environment: optional(
    v.array(v.strictObject({ path: v.string(), reason: v.string() })),
    'places that differ between environments by declaration',
  ),
  steps: v.pipe(v.array(stepSchema), v.minLength(1, 'a contract has at least one step')),
  cors: optional(corsSchema, 'what browsers of other origins may do'),
  routes: optional(routesSchema, 'whether code, documentation and contract name the same routes'),
  ui: optional(uiSchema, 'pages and flows in a real browser'),
});

/** The whole file: a mapping, or just a list of requests. */
export const contractSchema = v.union(
  [contractObject, v.pipe(v.array(stepSchema), v.minLength(1, 'a contract has at least one step'))],
  'a contract is a mapping with version and steps, or a list of METHOD /path',
);

export type ContractFields = v.InferOutput<typeof contractObject>;
