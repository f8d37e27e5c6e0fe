import type { Seen } from '../compare/seen.ts';
import { select } from '../compare/select.ts';
import { statusMatches } from '../compare/validity.ts';
import type { Contract, Step } from '../contract.ts';
import { parseTarget } from '../file/target.ts';
import { scalarText } from '../json/ast.ts';
import type { Lane } from './lane.ts';
import { namesIn } from './template.ts';

/**
 * Something beside the one thing that a step means to make: what an error case made because it was not refused, what a
 * repeated request made again, what a flow typed in. The cleanup of a step takes it back.
 */
export type Made = {
  /** The step whose cleanup takes it back. */
  readonly step: string;
  /** What tells it apart on its lane. */
  readonly item: string;
} & (
  | { readonly kind: 'captured'; readonly captured: Readonly<Record<string, string>> }
  /** Found in the step's list by what it is called. */
  | { readonly kind: 'marked'; readonly mark: string }
);

const safe = ['GET', 'HEAD', 'OPTIONS'];

/** What an answer says to have made beyond the one thing that the lane knows of already. */
export function madeBeside(step: Step, seen: Seen, { lane, contract }: MadeContext): Made | undefined {
  const owner = step.variantOf === undefined ? step : contract.steps.find(({ id }) => id === step.variantOf);
  const { status } = seen.response;
  if (!owner?.cleanup || safe.includes(step.request.method) || status < 200 || status > 299) return undefined;
  const names = namesIn(JSON.stringify(owner.cleanup)).filter((name) => name.startsWith(`${owner.id}.`));
  const captured = valuesOf(owner, names, seen);
  const found = Object.entries(captured);
  if (found.length === 0 && (names.length === 0 || step === owner || isRight(step, status))) return undefined;
  if (found.length > 0 && found.every(([name, value]) => lane.captured.get(name) === value)) return undefined;
  return { kind: 'captured', step: owner.id, item: `${step.id} (${lane.made.length + 1})`, captured };
}

export interface MadeContext {
  readonly lane: Lane;
  readonly contract: Contract;
}

/** A success without a name is one that was wanted, or one that nobody can take back: then that has to be said. */
function isRight({ expect }: Step, status: number): boolean {
  return expect.statuses === undefined || statusMatches(status, expect.statuses);
}

function valuesOf({ id, captures }: Step, names: readonly string[], seen: Seen): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(captures).flatMap(([name, text]) => {
      const target = names.includes(`${id}.${name}`) ? parseTarget(text) : undefined;
      const [found] = target ? select(seen, target) : [];
      const value = found && found.node.kind !== 'null' ? scalarText(found.node) : undefined;
      return value === undefined ? [] : [[`${id}.${name}`, value] as const];
    }),
  );
}
