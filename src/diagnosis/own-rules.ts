import { findInLogs, inContainer, perContainer, quote, readLogs } from './evidence.ts';
import type { Finding, Rule } from './rule.ts';
import type { World } from './world.ts';

/** A rule of the user: a pattern over the logs of containers that are in trouble, or over what a failed program said. */
export interface OwnRule {
  readonly id: string;
  readonly match: string;
  readonly title: string;
  /** `$1` and so on stand for the groups of the pattern. */
  readonly remedy: string;
  readonly infrastructure?: boolean;
}

/** Own rules speak first: who wrote them knows the application. */
export function compileOwnRules(own: readonly OwnRule[]): readonly Rule[] {
  return own.map((rule) => ({
    id: rule.id,
    layer: 5,
    behind: 'nothing',
    ...(rule.infrastructure ? { infrastructure: true as const } : {}),
    signal: rule.match,
    advice: rule.remedy,
    find: (world) => [...inLogs(world, rule), ...inOutputs(world, rule)],
  }));
}

function inLogs(world: World, rule: OwnRule): Finding[] {
  const pattern = new RegExp(rule.match);
  return perContainer(world.troubled, (container) => {
    const hit = findInLogs(world, container, pattern);
    if (!hit) return undefined;
    return {
      ...inContainer(container),
      title: filled(rule.title, hit.match),
      confidence: 'medium' as const,
      evidence: [quote(hit.line, hit.file)],
      remedy: filled(rule.remedy, hit.match),
      reproduce: readLogs(world, container),
    };
  });
}

function inOutputs(world: World, rule: OwnRule): Finding[] {
  const pattern = new RegExp(rule.match, 'm');
  return world.snapshot.outputs.flatMap((output) => {
    const match = pattern.exec(output.text);
    if (!match) return [];
    const line = output.text.split('\n').find((candidate) => pattern.test(candidate)) ?? match[0];
    return {
      object: { kind: 'Command', name: output.tool },
      title: filled(rule.title, match),
      confidence: 'medium' as const,
      evidence: [quote(line, output.file)],
      remedy: filled(rule.remedy, match),
      reproduce: output.command,
    };
  });
}

function filled(text: string, match: RegExpExecArray): string {
  return text.replace(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? '');
}
