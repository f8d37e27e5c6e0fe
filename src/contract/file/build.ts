import type { Path } from '../../lib/yaml.ts';
import type { Contract, HeaderRules, ReferenceRules, Step } from '../contract.ts';
import { namesIn } from '../run/template.ts';
import { milliseconds } from './fields.ts';
import type { Source } from './parse.ts';
import { buildRules } from './rules.ts';
import type { ContractFields } from './schema.ts';
import type { StepFields } from './step.ts';
import { buildSteps } from './steps.ts';
import type { UiFields } from './ui.ts';

type Written = ContractFields | readonly (string | StepFields)[];

/** Fills in what the file leaves out, and complains about what a schema cannot see. */
export function buildContract(written: Written, source: Source): Contract {
  const isList = Array.isArray(written);
  const fields = (isList ? { version: 1, steps: written } : written) as ContractFields;
  const environment = Object.fromEntries(
    (fields.environment ?? []).map(({ path, reason }) => [path, { ignore: true, reason } as const]),
  );
  const shared = {
    defaults: fields.defaults ?? {},
    environment: buildRules(environment, { origin: 'environment', at: ['environment'], source }),
    source,
  };
  const steps = buildSteps(fields.steps, isList ? [] : ['steps'], shared);
  checkSteps(steps, source, isList ? [] : ['steps']);
  checkFlows(fields.ui?.flows ?? [], steps, source);
  return {
    ...(fields.name !== undefined && { name: fields.name }),
    targets: {
      ...(fields.targets?.cand && { cand: fields.targets.cand }),
      ...(fields.targets?.ref && { ref: fields.targets.ref }),
    },
    reference: reference(fields.reference ?? {}),
    accounts: (fields.accounts ?? {}) as Contract['accounts'],
    vars: fields.vars ?? {},
    steps,
    headers: headerRules(fields.defaults?.headers),
    guards: { minExact: fields.defaults?.min_exact_leaves ?? 1, maxMasked: fields.defaults?.max_masked_ratio ?? 0.5 },
    timeoutMs: milliseconds(fields.defaults?.timeout ?? '30s'),
    ...(fields.cors && { cors: { ...fields.cors, place: source.place(['cors']) } }),
    ...(fields.routes && { routes: { ...fields.routes, place: source.place(['routes']) } }),
    ...(fields.ui && { ui: { ...fields.ui, place: source.place(['ui']), places: placesOf(fields.ui, source) } }),
  };
}

function reference(fields: NonNullable<ContractFields['reference']>): ReferenceRules {
  return {
    mode: fields.mode ?? 'live-ro',
    observations: fields.observations ?? 2,
    minGapMs: milliseconds(fields.min_gap ?? '1.1s'),
    confirm: fields.confirm ?? 2,
    ...(fields.snapshot !== undefined && { snapshot: fields.snapshot }),
    ...(fields.noise !== undefined && { noise: fields.noise }),
    ...(fields.openapi !== undefined && { openapi: fields.openapi }),
    warnAfterMs: milliseconds(fields.warn_after ?? '7d'),
    failAfterMs: milliseconds(fields.fail_after ?? '30d'),
    onDown: fields.on_down ?? 'fail',
  };
}

/** Set by whatever stands between client and application, not by the application. */
const builtInIgnore = [
  'date',
  'server',
  'via',
  'age',
  'cf-ray',
  'cf-cache-status',
  'x-request-id',
  'connection',
  'keep-alive',
  'alt-svc',
  'transfer-encoding',
  'report-to',
  'nel',
  'server-timing',
  'strict-transport-security',
  'x-proxied-host',
  'x-proxied-path',
  'x-proxied-replica',
  'x-vercel-id',
  'x-vercel-cache',
];

function headerRules(fields: NonNullable<ContractFields['defaults']>['headers']): HeaderRules {
  const lower = (names: readonly string[]): readonly string[] => names.map((one) => one.toLowerCase());
  return {
    ignore: [...builtInIgnore, ...lower(fields?.ignore ?? [])],
    ...(Array.isArray(fields?.compare) && { only: lower(fields.compare) }),
  };
}

function checkSteps(steps: readonly Step[], { complain }: Source, root: Path): void {
  const ids = new Map<string, number>();
  for (const [at, step] of steps.entries()) {
    const path = [...root, at] as Path;
    if (ids.has(step.id)) complain(path, `two steps have the id “${step.id}”`, 'give one of them another id');
    for (const need of step.needs) {
      if (!ids.has(need)) complain(path, `needs “${need}”, but no step before this one has that id`);
    }
    ids.set(step.id, at);
  }
}

function placesOf({ pages = [], flows = [] }: UiFields, { place }: Source): NonNullable<Contract['ui']>['places'] {
  return {
    pages: pages.map((_, at) => place(['ui', 'pages', at])),
    flows: flows.map((_, at) => place(['ui', 'flows', at])),
  };
}

/** What a flow makes can be found only where a step lists it, and told from other runs' only by the run in its name. */
function checkFlows(flows: NonNullable<UiFields['flows']>, steps: readonly Step[], { complain }: Source): void {
  for (const [at, { cleanup }] of flows.entries()) {
    if (!cleanup) continue;
    const path = (key: string): Path => ['ui', 'flows', at, 'cleanup', key];
    const step = steps.find(({ id }) => id === cleanup.step);
    const name = namesIn(step?.cleanup?.path ?? '').find((one) => one.startsWith(`${cleanup.step}.`));
    if (!step) complain(path('step'), `no step has the id “${cleanup.step}”`);
    else if (!step.cleanup?.sweep || name === undefined)
      complain(
        path('step'),
        `step “${cleanup.step}” has no cleanup with a sweep`,
        'the sweep says where things are listed',
      );
    if (!namesIn(cleanup.mark).includes('run.id'))
      complain(
        path('mark'),
        'does not name the run, so things of other runs would be taken',
        'write {{run.id}} into it',
      );
  }
}
