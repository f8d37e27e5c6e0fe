import { readFile } from 'node:fs/promises';
import { messageOf } from '../../lib/error.ts';
import type { SecretRedactor } from '../../lib/redact/redactor.ts';
import { UsageError } from '../../model/problem.ts';
import type { CheckContractInput } from '../check-contract.ts';
import { readCode } from '../code/read.ts';
import type { Contract } from '../contract.ts';
import { readShape } from '../openapi/document.ts';
import { readNoise } from '../run/noise.ts';
import { secretNames } from '../run/template.ts';
import { readRecorded } from '../snapshot/read.ts';
import { parseContract } from './parse.ts';

export interface ReadContract {
  readonly contract: Contract;
  readonly text: string;
}

interface Ports {
  readonly redactor: SecretRedactor;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Reads a contract, and makes the secrets that it names unprintable before anything else happens. */
export async function readContract(path: string, name: string, { redactor, env }: Ports): Promise<ReadContract> {
  const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
    throw new UsageError([{ source: name, message: `cannot be read: ${messageOf(thrown)}` }]);
  });
  const parsed = parseContract(text, name);
  if (!parsed.ok) throw new UsageError(parsed.problems);
  for (const secret of secretNames(text)) {
    const value = env[secret];
    if (value !== undefined && value !== '') redactor.add(secret, value);
  }
  return { contract: parsed.contract, text };
}

/** What lies beside a contract: production's recorded answers, the OpenAPI document, the sources, and what is known to differ by itself. */
export async function readCompanions(
  { contract, text }: ReadContract,
  folder: string,
): Promise<Pick<CheckContractInput, 'snapshot' | 'openapi' | 'code' | 'noise'>> {
  const snapshot = await readRecorded({ contract, text, folder });
  const openapi = await readShape(contract, folder);
  const code = await readCode(contract, folder);
  const noise = await readNoise(contract, folder);
  return { ...(snapshot && { snapshot }), ...(openapi && { openapi }), ...(code && { code }), noise };
}
