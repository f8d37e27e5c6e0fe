import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { recordContract } from '../contract/record-contract.ts';
import { UsageError } from '../model/problem.ts';
import type { ParsedArgs } from './args.ts';
import { type CheckPorts, readContract } from './check.ts';
import type { Terminal } from './run.ts';

/** `taskflow-k8s record`: the reference's answers as a HAR file, for when it cannot be asked. */
export async function recordCommand(args: ParsedArgs, ports: CheckPorts, terminal: Terminal): Promise<number> {
  const name = args.flags.contract ?? 'contract.yml';
  const { contract, text } = await readContract(name, ports, terminal);
  const api = args.flags.reference ?? contract.targets.ref?.api;
  if (api === undefined) {
    const hint = 'such as --reference https://api.example.com';
    throw new UsageError([{ source: '--reference', message: 'the address of the reference is missing', hint }]);
  }
  const out = resolve(terminal.cwd, args.flags.out ?? contract.reference.snapshot ?? 'contract.har');
  const reference = { ...contract.targets.ref, api };
  const { har, recorded, left } = await recordContract({
    contract,
    text,
    reference,
    ports: { http: ports.http, clock: ports.clock },
    values: ports.env,
    signal: terminal.signal,
  });
  for (const { step, why } of left) terminal.err(`– ${step}: not recorded, ${why}`);
  if (recorded.length === 0) {
    terminal.err('nothing was recorded, so nothing was written');
    return 3;
  }
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, ports.redactor.text(`${JSON.stringify(har, null, 1)}\n`));
  terminal.out(`${recorded.length} of ${contract.steps.length} steps recorded in ${out}`);
  return 0;
}
