import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { explainProposal, nextSteps } from '../init/explain.ts';
import type { NewFile, Proposal } from '../init/proposal.ts';
import { propose } from '../init/propose.ts';
import { isReadable, type Repository, skippedFolders } from '../init/repository.ts';
import { UsageError } from '../model/problem.ts';
import type { PipelinePorts } from '../pipeline/context.ts';
import type { ParsedArgs } from './args.ts';
import { initContract } from './init-contract.ts';
import { writeFiles } from './new-files.ts';
import type { Terminal } from './run.ts';

/** `taskflow-k8s init`: reads the repository, writes what a first run needs, and says what it guessed and why. */
export async function initCommand(
  args: ParsedArgs,
  ports: Pick<PipelinePorts, 'http'>,
  terminal: Terminal,
): Promise<number> {
  const repository = await readRepository(terminal.cwd);
  if (args.flags.contract !== undefined) return initContract(args.flags.contract, args, ports, terminal);
  const file = args.flags.config ?? 'pipeline.yml';
  const proposal = propose(repository, { file, workflow: !args.switches.has('no-workflow') });
  if (!proposal) throw nothingToDeploy(repository);
  if (args.switches.has('json')) return say(terminal, JSON.stringify(proposal, null, 2));
  if (args.switches.has('print')) return say(terminal, proposal.files.map(printed).join('\n'));
  const dry = args.switches.has('dry-run');
  if (!dry) await writeFiles(proposal.files, terminal.cwd, args.switches.has('force'));
  const width = Math.min(terminal.stdout.columns ?? 80, 100);
  terminal.out(explainProposal(proposal, width));
  terminal.out('');
  terminal.out(written(proposal, dry));
  terminal.out('');
  return say(terminal, nextSteps(proposal, file, width));
}

function say(terminal: Terminal, text: string): number {
  terminal.out(text);
  return 0;
}

function printed({ path, text }: NewFile): string {
  return `--- ${path}\n${text}`;
}

function written({ files }: Proposal, dry: boolean): string {
  const width = Math.max(...files.map(({ path }) => path.length));
  return [
    dry ? 'Would write:' : 'Written:',
    ...files.map(({ path, title }) => `  ${path.padEnd(width)}  ${title}`),
  ].join('\n');
}

const maxFiles = 50_000;
const maxBytes = 300_000;

/** The paths of the repository, and the text of what is worth reading. Links are not followed. */
export async function readRepository(root: string): Promise<Repository> {
  const paths: string[] = [];
  const texts: Record<string, string> = {};
  const read = async (folder: string): Promise<void> => {
    const entries = await readdir(join(root, folder), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !skippedFolders.has(entry.name)) await read(path);
      if (!entry.isFile() || paths.length >= maxFiles) continue;
      paths.push(path);
      if (isReadable(path) && (await stat(join(root, path))).size <= maxBytes)
        texts[path] = await readFile(join(root, path), 'utf8');
    }
  };
  await read('');
  return { name: basename(root), paths, texts };
}

function nothingToDeploy({ name, paths }: Repository): UsageError {
  return new UsageError([
    {
      source: name,
      message: `there is nothing to deploy in these ${paths.length} files: no Dockerfile, no Helm chart, no application that init knows how to start`,
      hint: 'write a Dockerfile; or give package.json a "start" script; or let a Python application say FastAPI( or Flask( and list its server among its requirements',
    },
  ]);
}
