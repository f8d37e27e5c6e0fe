import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { PipelineEvent } from '../model/event.ts';
import { UsageError } from '../model/problem.ts';
import { writeViews } from '../pipeline/views.ts';
import { renderMergedPage } from '../report/html/merged-page.ts';
import { mergedMarkdown, mergedTitle, type NamedReport } from '../report/merge.ts';
import { parseEvents } from '../report/parse.ts';
import type { ParsedArgs } from './args.ts';
import type { Terminal } from './run.ts';

type ReportTerminal = Pick<Terminal, 'out' | 'err' | 'cwd'>;

/** `report DIR` renders again from `events.jsonl`; `report merge DIR…` makes one summary and page of several. */
export async function reportCommand(args: ParsedArgs, _: unknown, terminal: ReportTerminal): Promise<number> {
  const [first, ...rest] = args.positionals;
  if (first === undefined) throw usage('report', 'needs the folder of a report');
  return first === 'merge' ? merge(rest, args, terminal) : again(first, args, terminal);
}

async function again(name: string, args: ParsedArgs, terminal: ReportTerminal): Promise<number> {
  const from = resolve(terminal.cwd, name);
  const events = await readEvents(from, name, terminal);
  const out = resolve(terminal.cwd, args.flags.out ?? name);
  if (out !== from) await cp(from, out, { recursive: true });
  await writeViews(out, events);
  terminal.out(join(out, 'index.html'));
  return 0;
}

async function merge(given: readonly string[], args: ParsedArgs, terminal: ReportTerminal): Promise<number> {
  if (given.length === 0) throw usage('report merge', 'needs the folders of the reports to merge');
  const names = (await Promise.all(given.map((name) => reportsIn(name, terminal)))).flat();
  const out = resolve(terminal.cwd, args.flags.out ?? 'merged-report');
  const reports: NamedReport[] = [];
  for (const [index, folder] of names.entries()) {
    const events = await readEvents(resolve(terminal.cwd, folder), folder, terminal);
    const taken = reports.some(({ name }) => name === basename(folder));
    const name = taken ? `${basename(folder)}-${index + 1}` : basename(folder);
    await mkdir(join(out, name), { recursive: true });
    await cp(resolve(terminal.cwd, folder), join(out, name), { recursive: true });
    reports.push({ name, report: await writeViews(join(out, name), events) });
  }
  await writeFile(join(out, 'summary.md'), mergedMarkdown(reports));
  await writeFile(join(out, 'index.html'), renderMergedPage(reports));
  terminal.out(`${mergedTitle(reports)}: ${join(out, 'index.html')}`);
  return 0;
}

/** A folder of reports, as artifacts are downloaded, stands for the reports in it. */
async function reportsIn(name: string, terminal: ReportTerminal): Promise<readonly string[]> {
  const entries = await readdir(resolve(terminal.cwd, name), { withFileTypes: true }).catch(() => []);
  if (entries.some((entry) => entry.name === 'events.jsonl')) return [name];
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => join(name, entry.name));
  return folders.length === 0 ? [name] : folders.toSorted();
}

async function readEvents(folder: string, name: string, terminal: ReportTerminal): Promise<readonly PipelineEvent[]> {
  const { events, problems } = parseEvents(await textOf(join(folder, 'events.jsonl'), name));
  for (const problem of problems.slice(0, 10)) terminal.err(`${name}/events.jsonl: ${problem}; left out`);
  if (problems.length > 10) terminal.err(`${name}/events.jsonl: and ${problems.length - 10} more lines left out`);
  if (events.length === 0) throw usage(`${name}/events.jsonl`, 'holds no event of a run');
  return events;
}

async function textOf(path: string, name: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'is not there' : code === 'EISDIR' ? 'is a folder' : `cannot be read (${code})`;
    throw usage(`${name}/events.jsonl`, reason);
  }
}

function usage(source: string, message: string): UsageError {
  return new UsageError([{ source, message }]);
}
