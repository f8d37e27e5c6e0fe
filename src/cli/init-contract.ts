import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type ProposedContract, proposeContract } from '../init/contract/propose.ts';
import { messageOf } from '../lib/error.ts';
import { UsageError } from '../model/problem.ts';
import type { PipelinePorts } from '../pipeline/context.ts';
import type { ParsedArgs } from './args.ts';
import { writeFiles } from './new-files.ts';
import type { Terminal } from './run.ts';

/** `taskflow-k8s init --contract SOURCE`: a first contract from an OpenAPI document, a HAR file or a running API. */
export async function initContract(
  source: string,
  args: ParsedArgs,
  ports: Pick<PipelinePorts, 'http'>,
  terminal: Terminal,
): Promise<number> {
  const text = /^https?:\/\//.test(source) ? await fetched(source, ports, terminal) : await read(source, terminal);
  const proposal = proposalOf(text, source);
  if (args.switches.has('print')) {
    terminal.out(proposal.text);
    return 0;
  }
  const dry = args.switches.has('dry-run');
  const file = { path: 'contract.yml', text: proposal.text, title: 'the contract' };
  if (!dry) await writeFiles([file], terminal.cwd, args.switches.has('force'));
  const steps = `${proposal.steps} ${proposal.steps === 1 ? 'step' : 'steps'}`;
  terminal.out(`${dry ? 'Would write' : 'Written'}: contract.yml, ${steps} from ${proposal.kind}`);
  if (proposal.left.length > 0)
    terminal.out(['', 'Without a step:', ...proposal.left.map((line) => `  ${line}`)].join('\n'));
  terminal.out(next);
  return 0;
}

const next = [
  '',
  'Next:',
  '  taskflow-k8s check -c contract.yml --api http://localhost:8000',
  '  contract: { file: contract.yml }   in pipeline.yml',
].join('\n');

function proposalOf(text: string, source: string): ProposedContract {
  const proposal = proposeContract(text, source);
  if (proposal && proposal.steps > 0) return proposal;
  const message = proposal
    ? `${proposal.kind}, with no call that can be repeated`
    : 'is neither an OpenAPI document nor a HAR file';
  const hint =
    'FastAPI serves its document at /openapi.json; browsers save a HAR file from the network panel of their developer tools';
  throw new UsageError([{ source, message, hint }]);
}

async function read(source: string, { cwd }: Terminal): Promise<string> {
  return readFile(resolve(cwd, source), 'utf8').catch((thrown: unknown) => {
    throw new UsageError([{ source, message: `cannot be read: ${messageOf(thrown)}` }]);
  });
}

/** The address of an API means its document. */
async function fetched(source: string, { http }: Pick<PipelinePorts, 'http'>, { signal }: Terminal): Promise<string> {
  const url = /\.(json|ya?ml|har)$/.test(new URL(source).pathname)
    ? source
    : `${source.replace(/\/+$/, '')}/openapi.json`;
  const outcome = await http(
    { method: 'GET', url, headers: [['accept', 'application/json']], timeoutMs: 20_000, maxBytes: 10_000_000 },
    signal,
  );
  if (!outcome.ok) throw new UsageError([{ source: url, message: `cannot be read: ${outcome.failure.message}` }]);
  const { status, content } = outcome.response;
  if (status !== 200) throw new UsageError([{ source: url, message: `the server answered ${status}` }]);
  return Buffer.from(content).toString('utf8');
}
