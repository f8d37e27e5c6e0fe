import type { Clock } from '../../ports/clock.ts';
import type { Code } from '../code/read.ts';
import type { Contract, Step } from '../contract.ts';
import { type OpenApi, operationFor } from '../openapi/document.ts';
import type { Shape } from '../openapi/shape.ts';
import type { Journal } from './journal.ts';
import type { Lane } from './lane.ts';
import type { Made } from './made.ts';
import type { Send } from './send.ts';
import type { Snapshot } from './snapshot.ts';
import { MissingValue, namesIn } from './template.ts';

export interface RunContext {
  readonly contract: Contract;
  readonly candidate: Lane;
  readonly reference?: Lane;
  /** Its own entities, so that a write can be observed twice; only where the reference may be written to. */
  readonly second?: Lane;
  readonly recorded?: { readonly lane: Lane; readonly snapshot: Snapshot };
  readonly send: Send;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  readonly journal?: Journal;
  readonly openapi?: OpenApi;
  /** The routes that the sources name. */
  readonly code?: Code;
  /** By step: where earlier runs saw the reference vary. */
  readonly noise?: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Where the expected answer of a step comes from. */
export type ReferenceSource =
  | { readonly kind: 'live'; readonly lane: Lane; readonly second?: Lane }
  | { readonly kind: 'snapshot'; readonly lane: Lane; readonly snapshot: Snapshot; readonly why?: string }
  | { readonly kind: 'none'; readonly why: string; readonly shape?: Shape };

export function referenceFor(step: Step, context: RunContext): ReferenceSource {
  const why = notLive(step, context);
  const { reference, second, recorded } = context;
  if (reference && why === undefined) return { kind: 'live', lane: reference, ...(second && { second }) };
  return fromSnapshot(step, recorded, why) ?? withoutReference(step, context, why ?? 'there is no reference');
}

function withoutReference(step: Step, { openapi: document }: RunContext, why: string): ReferenceSource {
  const operation = document && operationFor(document, step.request);
  return { kind: 'none', why, ...(document && operation && { shape: { document, operation } }) };
}

export function fromSnapshot(
  step: Step,
  recorded: RunContext['recorded'],
  why: string | undefined,
): (ReferenceSource & { readonly kind: 'snapshot' }) | undefined {
  if (!recorded || recorded.snapshot.answers(step.id).length === 0) return undefined;
  return { kind: 'snapshot', ...recorded, ...(why !== undefined && { why }) };
}

function notLive(step: Step, { reference, contract }: RunContext): string | undefined {
  if (!reference) return contract.reference.mode === 'replay' ? undefined : 'there is no reference';
  if (step.effect === 'write' && reference.readOnly) return 'it writes, and the reference is only read';
  const missing = step.needs.find((need) => !reference.done.has(need));
  if (missing !== undefined) return `it needs ${missing}, which the reference does not have`;
  const unknown = unknownName(step.request, reference);
  return unknown === undefined ? undefined : `{{${unknown}}} is not known for the reference`;
}

/** The first name in these templates that has no value on this side yet. */
export function unknownName(templates: object, lane: Lane): string | undefined {
  return namesIn(JSON.stringify(templates)).find((name) => {
    try {
      return lane.lookup(name) === undefined;
    } catch (thrown) {
      if (thrown instanceof MissingValue) return true;
      throw thrown;
    }
  });
}

/** At the side and in the journal: whoever cleans up, now or after a crash, has to know of it. */
export function noteMade(lane: Lane, made: Made, { journal }: RunContext): void {
  lane.made.push(made);
  journal?.beside(lane, made);
}
