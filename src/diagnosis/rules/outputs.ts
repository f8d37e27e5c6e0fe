import type { Finding } from '../rule.ts';
import type { ToolOutput } from '../snapshot.ts';
import type { World } from '../world.ts';

export interface OutputHit {
  readonly output: ToolOutput;
  readonly match: RegExpExecArray;
  /** The whole line of the match. */
  readonly line: string;
}

/** Every failed program whose words match, once per program and line. */
export function inOutputs(world: World, tools: readonly ToolOutput['tool'][], pattern: RegExp): readonly OutputHit[] {
  return world.snapshot.outputs
    .filter((output) => tools.includes(output.tool))
    .flatMap((output) => {
      const match = pattern.exec(output.text);
      return match ? [{ output, match, line: lineAt(output.text, match.index) }] : [];
    });
}

export function allTools(): readonly ToolOutput['tool'][] {
  return ['minikube', 'kind', 'docker', 'helm', 'kubectl', 'disk'];
}

function lineAt(text: string, index: number): string {
  const start = text.lastIndexOf('\n', index) + 1;
  const end = text.indexOf('\n', index);
  return text.slice(start, end < 0 ? undefined : end);
}

/** Faults told by several sources about one object are one fault; the first source is the best one. */
export function firstPerObject(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const key = `${finding.object.kind}/${finding.object.namespace}/${finding.object.name}`;
    return !seen.has(key) && seen.add(key);
  });
}
