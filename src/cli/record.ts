import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { readContract } from '../contract/file/read.ts';
import { recordContract } from '../contract/record-contract.ts';
import { UsageError } from '../model/problem.ts';
import type { ParsedArgs } from './args.ts';
import { type CheckPorts, withMode } from './check.ts';
import type { Terminal } from './run.ts';

/** `taskflow-k8s record`: the reference's answers as a HAR file, for when it cannot be asked. */
export async function recordCommand(args: ParsedArgs, ports: CheckPorts, terminal: Terminal): Promise<number> {
  const name = args.flags.contract ?? 'contract.yml';
  const read = await readContract(resolve(terminal.cwd, name), name, ports);
  const { text } = read;
  const contract = withMode(read.contract, args.flags.mode);
  const api = args.flags.reference ?? contract.targets.ref?.api;
  if (api === undefined) {
    const hint = 'such as --reference https://api.example.com';
    throw new UsageError([{ source: '--reference', message: 'the address of the reference is missing', hint }]);
  }
  const out = resolve(terminal.cwd, args.flags.out ?? contract.reference.snapshot ?? 'contract.har');
  const reference = { ...contract.targets.ref, api };
  const { har, recorded, left, cleaned } = await recordContract({
    contract,
    text,
    reference,
    ports: { http: ports.http, clock: ports.clock },
    values: ports.env,
    signal: terminal.signal,
  });
  for (const { step, why } of left) terminal.err(`– ${step}: not recorded, ${why}`);
  const over = cleaned.filter(({ ok }) => !ok);
  for (const { step, item = step, detail } of over) terminal.err(`✗ what “${item}” made is left over: ${detail}`);
  if (recorded.length === 0) {
    terminal.err('nothing was recorded, so nothing was written');
    return 3;
  }
  await mkdir(dirname(out), { recursive: true });
  // Not redacted once more: what replaces a secret here can still be compared, three stars cannot.
  const recording = `${JSON.stringify(har, null, 1)}\n`;
  const leaked = ports.redactor.knownIn(recording);
  if (leaked !== undefined) throw new Error(`the recording still holds ${leaked}, so it was not written`);
  await writeFile(out, recording);
  terminal.out(`${recorded.length} of ${contract.steps.length} steps recorded in ${out}`);
  return over.length === 0 ? 0 : 1;
}
