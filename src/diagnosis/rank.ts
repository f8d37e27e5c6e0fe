import { dependenciesOf } from './dependencies.ts';
import type { Finding, Ref, Rule } from './rule.ts';
import { keyOf, type World } from './world.ts';

/** A finding with the rule that made it and with what explains it. */
export interface Ranked {
  readonly rule: Rule;
  readonly finding: Finding;
  readonly root: boolean;
  readonly explains: readonly Ranked[];
}

interface Fact {
  readonly rule: Rule;
  readonly finding: Finding;
}

/** Splits what was found into roots and consequences. Roots first, the most upstream one at the top. */
export function rank(facts: readonly Fact[], world: World): readonly Ranked[] {
  const reach = dependenciesOf(world);
  const causes = new Map(facts.map((fact) => [fact, facts.filter((other) => explains(other, fact, reach))]));
  const unexplained = facts.filter((fact) => causes.get(fact)?.length === 0);
  // Two that wait for each other: somebody must be named first.
  const roots = unexplained.length > 0 ? unexplained : [...facts].sort(order).slice(0, 1);
  const ranked = roots.map((fact) => ({ ...fact, root: true, explains: consequences(fact, facts, causes) }));
  const rest = facts.filter((fact) => !roots.includes(fact)).sort(order);
  return [
    ...ranked.sort((a, b) => a.rule.layer - b.rule.layer || b.explains.length - a.explains.length || order(a, b)),
    ...rest.map((fact) => ({ ...fact, root: false, explains: [] })),
  ];
}

function consequences(root: Fact, facts: readonly Fact[], causes: ReadonlyMap<Fact, readonly Fact[]>): Ranked[] {
  const reached = new Set<Fact>([root]);
  for (let before = 0; before < reached.size; ) {
    before = reached.size;
    for (const fact of facts) if (causes.get(fact)?.some((cause) => reached.has(cause))) reached.add(fact);
  }
  return [...reached].filter((fact) => fact !== root).map((fact) => ({ ...fact, root: false, explains: [] }));
}

function explains(cause: Fact, effect: Fact, reach: (ref: Ref) => ReadonlySet<string>): boolean {
  if (cause === effect || effect.rule.behind === 'nothing') return false;
  if (cause.rule.layer === 0 && cause.rule.infrastructure) return true;
  if (keyOf(cause.finding.object) === keyOf(effect.finding.object)) return explainsSame(cause, effect);
  if (effect.rule.behind !== 'dependency') return false;
  const waited = effect.finding.waitsFor;
  const at = keyOf(cause.finding.object);
  if (waited) return waited.some((ref) => keyOf(ref) === at || reach(ref).has(at));
  return reach(effect.finding.object).has(at);
}

/** On one object the more specific fault explains the more general one; between equals the earlier layer does. */
function explainsSame(cause: Fact, effect: Fact): boolean {
  const strength = specificity[cause.rule.behind] - specificity[effect.rule.behind];
  const sameContainer = cause.finding.container === undefined || cause.finding.container === effect.finding.container;
  if (!sameContainer && effect.rule.behind === 'same' && cause.rule.layer >= effect.rule.layer) return false;
  if (isGeneric(effect) !== isGeneric(cause)) return isGeneric(effect);
  return strength > 0 || (strength === 0 && cause.rule.layer < effect.rule.layer);
}

const specificity = { nothing: 2, same: 1, dependency: 0 } as const;

/** These say that something fails, not why. */
const generic = new Set(['crash-loop', 'init-crash', 'exits-zero', 'hook-failed', 'migration-failed', 'unknown']);

function isGeneric(fact: Fact): boolean {
  return generic.has(fact.rule.id);
}

function order(a: Fact, b: Fact): number {
  return a.rule.layer - b.rule.layer || (a.finding.since ?? Infinity) - (b.finding.since ?? Infinity) || 0;
}
