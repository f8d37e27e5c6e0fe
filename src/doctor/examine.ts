import type { Finding, MachineFacts, Provider } from './facts.ts';
import { hardwareFindings, limitFindings } from './hardware.ts';
import { certificateFindings, networkFindings } from './network.ts';
import { engineFindings, programFindings } from './programs.ts';

/** Facts about a machine → findings, in the order in which one would put them right. */
export function examine(facts: MachineFacts, provider: Provider): Finding[] {
  return [
    ...programFindings(facts, provider),
    ...engineFindings(facts),
    ...hardwareFindings(facts, provider),
    ...limitFindings(facts, provider),
    ...networkFindings(facts, provider),
    ...certificateFindings(facts),
  ];
}

/** Whether a run can start. */
export function isReady(findings: readonly Finding[]): boolean {
  return findings.every(({ state, needed }) => state === 'ok' || !needed);
}
