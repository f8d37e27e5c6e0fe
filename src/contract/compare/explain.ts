import type { Json } from '../json/ast.ts';
import { sameClass } from '../json/class.ts';
import { type Difference, formatWhere, lexicalKinds, type Where } from './difference.ts';
import type { Finding } from './finding.ts';
import type { Seen } from './seen.ts';
import { select } from './select.ts';

/** Everything that was seen of one step, on both sides; the first of each is the one that is shown. */
export interface Observations {
  readonly references: readonly Seen[];
  readonly candidates: readonly Seen[];
}

/** The differences of every answer from the first reference. */
export interface Differences {
  readonly noise: readonly (readonly Difference[])[];
  readonly raw: readonly (readonly Difference[])[];
}

export interface ExplainOptions {
  readonly bytes: 'strict' | 'json';
  /** Whether the candidate was asked again, so that chance can be told from change. */
  readonly confirmed: boolean;
  /** `value $.now`: places that the reference was seen to vary in earlier runs. */
  readonly known?: ReadonlySet<string>;
}

/** The table: what is known about a place and a kind of difference decides what it means. */
export function explain(seen: Observations, differences: Differences, options: ExplainOptions): readonly Finding[] {
  const noisy = index(differences.noise.flat());
  const places = index([...differences.raw.flat(), ...differences.noise.flat()]);
  return [...places.values()].flatMap((difference) => {
    const key = keyOf(difference);
    const hits = differences.raw.filter((one) => one.some((other) => keyOf(other) === key)).length;
    if (noisy.has(key)) return [varying(difference, seen)];
    if (hits > 0 && options.known?.has(key)) return [{ ...varying(difference, seen), learned: true }];
    return hits === 0 ? [] : [constant(difference, { hits, of: seen.candidates.length, options })];
  });
}

function index(differences: readonly Difference[]): ReadonlyMap<string, Difference> {
  return new Map(differences.map((one) => [keyOf(one), one] as const).reverse());
}

function keyOf({ where, kind }: Difference): string {
  return `${kind} ${formatWhere(where)}`;
}

interface Hits {
  readonly hits: number;
  readonly of: number;
  readonly options: ExplainOptions;
}

/** The reference says the same every time; the candidate does not. */
function constant(difference: Difference, { hits, of, options }: Hits): Finding {
  if (hits < of) {
    return { ...difference, state: 'flaky', note: note(difference, `differs in ${hits} of ${of} answers`) };
  }
  if (lexicalKinds.includes(difference.kind) && options.bytes === 'json') {
    return { ...difference, state: 'warning', note: note(difference, 'equal as JSON, not as bytes') };
  }
  const confirmed = options.confirmed ? `confirmed ${hits}/${of}` : undefined;
  return { ...difference, state: 'fail', ...(note(difference, confirmed) && { note: note(difference, confirmed) }) };
}

function note(difference: Difference, more: string | undefined): string {
  return [difference.note, more].filter(Boolean).join('; ');
}

/** The reference itself varies. Only a value may vary, and only within its type and format. */
function varying(difference: Difference, seen: Observations): Finding {
  if (difference.kind !== 'value' && difference.kind !== 'header-value') {
    return { ...difference, state: 'inconclusive', note: note(difference, 'the reference does not agree with itself') };
  }
  const references = tokens(seen.references, difference.where);
  const frozen = variesInOneLane(seen.references, difference.where);
  const candidates = tokens(seen.candidates, difference.where);
  for (const candidate of candidates) {
    const check = sameClass(references, candidate);
    const shown = { where: difference.where, kind: difference.kind, actual: candidate, ...first(references) };
    if (!check.same) return { ...shown, state: 'fail', note: `varies, but ${check.expected} became ${check.actual}` };
  }
  return masked({ difference, references, candidates, frozen });
}

/** Whether one and the same side gave several values; two sides differ already by asking about two entities. */
function variesInOneLane(references: readonly Seen[], where: Where): boolean {
  const lanes = Map.groupBy(references, ({ lane }) => lane);
  return [...lanes.values()].some((seen) => new Set(tokens(seen, where).map(textOf)).size > 1);
}

interface Varying {
  readonly difference: Difference;
  readonly references: readonly Json[];
  readonly candidates: readonly Json[];
  readonly frozen: boolean;
}

function masked({ difference, references, candidates, frozen }: Varying): Finding {
  const label = candidates[0] ? sameClass(references, candidates[0]) : undefined;
  const shown = {
    where: difference.where,
    kind: difference.kind,
    ...first(references),
    ...(candidates[0] && { actual: candidates[0] }),
  };
  if (frozen && candidates.length > 1 && new Set(candidates.map(textOf)).size === 1) {
    // A hard-coded value can hide here; so can one replica against several, so it is no proof.
    return { ...shown, state: 'weak', note: 'varies in the reference, but is the same in every answer here' };
  }
  const format = label?.same ? label.label : 'the same kind';
  return {
    ...shown,
    state: 'masked',
    note: `the reference varies (${references.length} answers); ${format} on both sides`,
  };
}

function first(references: readonly Json[]): { readonly expected?: Json } {
  return references[0] ? { expected: references[0] } : {};
}

function textOf(node: Json): string {
  return 'raw' in node ? node.raw : node.kind;
}

function tokens(sides: readonly Seen[], where: Where): readonly Json[] {
  return sides.flatMap((seen) => tokenAt(seen, where));
}

/** All values at a place: one for JSON, several for a repeated header. */
export function tokenAt(seen: Seen, where: Where): readonly Json[] {
  switch (where.part) {
    case 'json':
      return select(seen, { part: 'json', pattern: where.path }).map(({ node }) => node);
    case 'header':
      return select(seen, where).map(({ node }) => node);
    case 'cookie':
      return where.attribute === undefined
        ? select(seen, { part: 'cookie', name: where.name }).map(({ node }) => node)
        : [];
    case 'body':
      return select(seen, { part: 'body' }).map(({ node }) => node);
    default:
      return [];
  }
}
