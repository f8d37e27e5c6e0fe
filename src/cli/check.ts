import { dirname, join, resolve } from 'node:path';
import { type CheckContractInput, checkContract } from '../contract/check-contract.ts';
import { type Contract, referenceModes, type Site } from '../contract/contract.ts';
import { harFiles, keepIn, writeExchanges, writeNoise } from '../contract/evidence.ts';
import { readCompanions, readContract } from '../contract/file/read.ts';
import { journalName, takeBackLeftovers } from '../contract/leftovers.ts';
import { appendTo } from '../contract/run/journal.ts';
import type { CheckResult } from '../model/check.ts';
import type { Emit } from '../model/event.ts';
import { UsageError } from '../model/problem.ts';
import { effectOf, exitCodes, type PipelineVerdict } from '../model/verdict.ts';
import type { PipelinePorts } from '../pipeline/context.ts';
import { recordTo } from '../pipeline/recorder.ts';
import { checkText } from '../report/check-text.ts';
import type { ParsedArgs } from './args.ts';
import type { Terminal } from './run.ts';

export type CheckPorts = Pick<PipelinePorts, 'http' | 'clock' | 'redactor' | 'env' | 'browser'>;

/** `taskflow-k8s check`: a contract against any two servers, or one server against the contract's own words. */
export async function checkCommand(args: ParsedArgs, ports: CheckPorts, terminal: Terminal): Promise<number> {
  const name = args.flags.contract ?? 'contract.yml';
  const path = resolve(terminal.cwd, name);
  const { text, ...read } = await readContract(path, name, ports);
  const contract = withMode(read.contract, args.flags.mode);
  const companions = await readCompanions({ contract, text }, dirname(path));
  const targets = targetsOf(args, contract);
  const out = resolve(terminal.cwd, args.flags.out ?? '.taskflow-k8s/check');
  await takeBackDeadRun(out, ports, terminal);
  const json = args.switches.has('json');
  const recorder = await recordTo(out, ports, (event) => {
    if (json) terminal.out(JSON.stringify(event));
    else if (event.kind === 'check') printCheck(event.check, args.switches.has('quiet'), terminal);
  });
  const verdict = await inOneCheckpoint(recorder.emit, terminal.version, async (onCheck) => {
    const outcome = await checkContract({
      contract,
      targets,
      ...companions,
      ports,
      values: ports.env,
      signal: terminal.signal,
      onCheck,
      evidence: harFiles,
      journal: appendTo(join(out, journalName)),
      keep: keepIn(out, recorder.emit),
    });
    await writeExchanges(out, { exchanges: outcome.exchanges, emit: recorder.emit, hide: ports.redactor.text });
    await writeNoise(out, outcome.noise);
    return outcome;
  });
  await recorder.finish();
  terminal.err(`${verdict} (report in ${out})`);
  return exitCodes[verdict];
}

/** A run that was killed left its journal in the folder of its report. */
async function takeBackDeadRun(out: string, ports: CheckPorts, { cwd, signal, err }: Terminal): Promise<void> {
  const cleaned = await takeBackLeftovers({ out, workspace: cwd, ports, values: ports.env, signal });
  for (const { lane, step, item = step, ok, detail } of cleaned)
    err(`${ok ? '✓' : '✗'} what “${item}” made at ${lane} in a run that was killed: ${detail}`);
}

/** The mode of one run; the text of the contract, and so what is recorded for it, stays the same. */
export function withMode(contract: Contract, mode: string | undefined): Contract {
  if (mode === undefined) return contract;
  const known = referenceModes.find((one) => one === mode);
  if (!known)
    throw new UsageError([
      { source: '--mode', message: `there is no mode “${mode}”`, hint: `one of ${referenceModes.join(', ')}` },
    ]);
  return { ...contract, reference: { ...contract.reference, mode: known } };
}

function targetsOf(args: ParsedArgs, contract: Contract): CheckContractInput['targets'] {
  const { api, web, reference: refApi, 'reference-web': refWeb } = args.flags;
  const candidate = site({ api, web }, contract.targets.cand);
  const reference = site({ api: refApi, web: refWeb }, contract.targets.ref);
  if (candidate.api === undefined) {
    throw new UsageError([
      {
        source: '--api',
        message: 'the address of the candidate is missing',
        hint: 'such as --api http://localhost:8000',
      },
    ]);
  }
  return { candidate, ...(reference.api !== undefined && { reference }) };
}

function site(flags: Site, written: Site | undefined): Site {
  const [api, web] = [flags.api ?? written?.api, flags.web ?? written?.web];
  for (const address of [api, web]) mustBeAddress(address);
  return { ...(api !== undefined && { api }), ...(web !== undefined && { web }) };
}

function mustBeAddress(address: string | undefined): void {
  if (address !== undefined && !/^https?:\/\/./.test(address)) {
    throw new UsageError([
      { source: address, message: 'is no address', hint: 'an address begins with http:// or https://' },
    ]);
  }
}

/** The events of a run that consists of the contract alone, so that every report view serves for it. */
async function inOneCheckpoint(
  emit: Emit,
  version: string,
  work: (onCheck: (check: CheckResult) => void) => ReturnType<typeof checkContract>,
): Promise<PipelineVerdict> {
  emit({ kind: 'run-started', version, name: 'check', stages: [] });
  emit({ kind: 'checkpoint-started', checkpoint: 'contract', title: 'Contract' });
  const { checks, summary } = await work((check) => emit({ kind: 'check', checkpoint: 'contract', check }));
  const verdict = worst(checks);
  emit({ kind: 'contract', contract: summary });
  emit({ kind: 'checkpoint-finished', checkpoint: 'contract', outcome: verdict });
  const reason = checks.find((check) => effectOf(check.verdict) === verdict)?.title;
  emit({ kind: 'run-finished', verdict, ...(verdict !== 'passed' && reason !== undefined && { reason }) });
  return verdict;
}

function worst(checks: readonly CheckResult[]): 'passed' | 'failed' | 'infrastructure' {
  const effects = checks.map(({ verdict }) => effectOf(verdict));
  if (effects.includes('failed')) return 'failed';
  return effects.includes('infrastructure') ? 'infrastructure' : 'passed';
}

const marks: Readonly<Record<CheckResult['verdict'], string>> = {
  passed: '✓',
  failed: '✗',
  flaky: '≈',
  weak: '○',
  inconclusive: '?',
  'reference-invalid': '!',
  skipped: '–',
};

function printCheck(check: CheckResult, quiet: boolean, terminal: Terminal): void {
  if (quiet && check.verdict === 'passed') return;
  const place = check.place ? `   ${check.place.file}:${check.place.line ?? 1}` : '';
  const verdict = check.verdict === 'passed' ? '' : `  ${check.verdict}`;
  terminal.out(`${marks[check.verdict]} ${check.title}${verdict}${place}`);
  const text = check.verdict === 'passed' ? check.detail : checkText(check);
  terminal.out(text.replaceAll(/^/gm, '    '));
}
