import type { Fault } from '../model/fault.ts';
import { compileOwnRules, type OwnRule } from './own-rules.ts';
import { type Ranked, rank } from './rank.ts';
import { apiRule, findSilence } from './rules/cluster.ts';
import { rules } from './rules/index.ts';
import { findUnknown, unknownRule } from './rules/unknown.ts';
import type { Snapshot } from './snapshot.ts';
import { keyOf, type World, worldOf } from './world.ts';

/** What is broken, the root cause first. Empty when nothing is. */
export function diagnose(snapshot: Snapshot, own: readonly OwnRule[] = []): readonly Fault[] {
  const world = worldOf(snapshot);
  const all = [...compileOwnRules(own), ...rules];
  const facts = all.flatMap((rule) => rule.find(world).map((finding) => ({ rule, finding })));
  return rank(facts.length > 0 ? facts : withoutRule(world), world).map(toFault);
}

/** No rule holds: the API did not answer, or something is wrong that nobody has a rule for. */
function withoutRule(world: World) {
  const silent = findSilence(world).map((finding) => ({ rule: apiRule(), finding }));
  return silent.length > 0 ? silent : findUnknown(world).map((finding) => ({ rule: unknownRule, finding }));
}

function toFault({ rule, finding, root, explains }: Ranked): Fault {
  return {
    id: rule.id,
    title: finding.title,
    object: keyOf(finding.object),
    root,
    confidence: finding.confidence,
    evidence: finding.evidence,
    remedy: finding.remedy,
    reproduce: finding.reproduce,
    infrastructure: rule.infrastructure === true,
    ...(finding.place ? { place: finding.place } : {}),
    ...(explains.length > 0 ? { explains: [...new Set(explains.map((fact) => fact.rule.id))] } : {}),
  };
}
