import { systemClock } from '../../../src/adapters/clock-system.ts';
import { httpNode } from '../../../src/adapters/http-node.ts';
import { type CheckContractInput, type ContractOutcome, checkContract } from '../../../src/contract/check-contract.ts';
import type { Contract } from '../../../src/contract/contract.ts';
import { parseContract } from '../../../src/contract/file/parse.ts';
import { renderProblem } from '../../../src/model/problem.ts';

export interface RunTargets {
  readonly candidate: string;
  readonly reference?: string;
  /** The pages of both sides, in whose name they are asked. */
  readonly web?: string;
}

type More = Partial<Omit<CheckContractInput, 'contract' | 'targets' | 'ports'>>;

/** A contract as text against servers that run, with the real clock and the real wire. The gap is short unless given. */
export async function runContract(yaml: string, targets: RunTargets, more: More = {}): Promise<ContractOutcome> {
  const contract = contractOf(yaml);
  const quick = yaml.includes('min_gap')
    ? contract
    : { ...contract, reference: { ...contract.reference, minGapMs: 15 } };
  const { http, close } = httpNode();
  const { candidate, reference, web } = targets;
  const site = (api: string): { readonly api: string; readonly web?: string } => ({ api, ...(web && { web }) });
  try {
    return await checkContract({
      contract: quick,
      targets: { candidate: site(candidate), ...(reference && { reference: site(reference) }) },
      ports: { http, clock: systemClock },
      ...more,
    });
  } finally {
    close();
  }
}

export function contractOf(yaml: string): Contract {
  const parsed = parseContract(yaml, 'contract.yml');
  if (!parsed.ok) throw new Error(parsed.problems.map(renderProblem).join('\n'));
  return parsed.contract;
}
