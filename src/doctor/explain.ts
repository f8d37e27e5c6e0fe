import { formatBytes } from '../lib/quantity.ts';
import { wrap } from '../lib/wrap.ts';
import { isReady } from './examine.ts';
import type { Finding, MachineFacts } from './facts.ts';

/** The findings for a terminal of this width. */
export function explainFindings(facts: MachineFacts, findings: readonly Finding[], width: number): string {
  const machine = `${facts.osName}${facts.wsl ? ' in WSL2' : ''}, ${facts.arch}, ${facts.cpus} ${facts.cpus === 1 ? 'core' : 'cores'}, ${formatBytes(facts.memoryBytes)}`;
  return [machine, '', ...findings.flatMap((finding) => findingLines(finding, width)), '', closing(findings)].join(
    '\n',
  );
}

function findingLines({ state, title, found, remedy }: Finding, width: number): string[] {
  const margin = ' '.repeat(12);
  return [
    ...wrap(`${title}: ${found}`, width, `  ${state.padEnd(10)}`, margin),
    ...remedy.map((line) => `${margin}→ ${line}`),
  ];
}

function closing(findings: readonly Finding[]): string {
  const stopping = findings.filter(({ state, needed }) => state !== 'ok' && needed);
  if (!isReady(findings))
    return `A run cannot start here. Put right first: ${stopping.map(({ title }) => title).join(', ')}.`;
  const rest = findings.filter(({ state }) => state !== 'ok').length;
  return rest === 0
    ? 'Everything that a run needs is here.'
    : 'Everything that a run needs is here; the rest above is worth a look.';
}
