import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type CleanJournalInput, cleanFromJournal } from './clean-journal.ts';
import { parseContract } from './file/parse.ts';
import { type Pending, pendingOf } from './run/journal.ts';
import type { Cleaned } from './run/take-back.ts';

export const journalName = join('evidence', 'contract-journal.jsonl');

export interface LeftoversInput extends Pick<CleanJournalInput, 'ports' | 'values' | 'signal'> {
  /** The folder of the run's report, where its journal is. */
  readonly out: string;
  /** The folder from which the run's contract was named. */
  readonly workspace: string;
  /** Which of the pending are to be taken back; a candidate is often gone itself. */
  readonly which?: (pending: Pending) => boolean;
}

/** Takes back what a run that was killed has left, and forgets the journal when nothing of it is left. */
export async function takeBackLeftovers(input: LeftoversInput): Promise<readonly Cleaned[]> {
  const { out, workspace, which = () => true, ...rest } = input;
  const journal = join(out, journalName);
  const pending = pendingOf(await readIfThere(journal)).filter(which);
  const cleaned: Cleaned[] = [];
  for (const [file, ofFile] of Map.groupBy(pending, (one) => one.file)) {
    const parsed = parseContract(await readIfThere(resolve(workspace, file)), file);
    if (parsed.ok) cleaned.push(...(await cleanFromJournal({ ...rest, contract: parsed.contract, pending: ofFile })));
    else cleaned.push(...ofFile.map((one) => lost(one, `${file} cannot be read`)));
  }
  if (cleaned.every(({ ok }) => ok)) await rm(journal, { force: true });
  return cleaned;
}

function lost({ lane, step, item }: Pending, detail: string): Cleaned {
  return { lane, step, ...(item !== undefined && { item }), ok: false, detail };
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw thrown;
  }
}
