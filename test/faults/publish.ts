import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/adapters/clock-system.ts';
import type { Collected } from '../../src/evidence/collect.ts';
import type { SecretRedactor } from '../../src/lib/redact/redactor.ts';
import type { Fault } from '../../src/model/fault.ts';
import { recordTo } from '../../src/pipeline/recorder.ts';
import { narrator } from '../../src/report/narrate.ts';
import { formsOf } from './canary.ts';
import { filesIn, search, type Thing } from './search.ts';

interface Publication {
  /** The report folder, in which `evidence` lies already. */
  readonly dir: string;
  readonly collected: Collected;
  readonly faults: readonly Fault[];
  readonly redactor: SecretRedactor;
  readonly canary: string;
}

const planted = 'planted.tar.gz';

/**
 * Hands out what a run would: all views of the report, and the log. An archive that holds the secret is put among the evidence,
 * as a tool of the user might; it must be withheld, and nothing else. Says where the secret could still be seen.
 */
export async function publish(publication: Publication): Promise<readonly string[]> {
  const { dir, collected, faults, redactor, canary } = publication;
  pack(join(dir, 'evidence', planted), canary);
  const log: string[] = [];
  const tell = narrator();
  const recorder = await recordTo(dir, { clock: systemClock, redactor }, (event) => {
    for (const line of tell(event)) log.push(line.text, ...(line.more ?? []));
  });
  recorder.emit({ kind: 'run-started', version: 'lab', name: 'lab', stages: [] });
  for (const item of collected.items) recorder.emit({ kind: 'evidence', item });
  for (const fault of faults) recorder.emit({ kind: 'fault', fault });
  recorder.emit({ kind: 'note', level: 'info', text: `the secret is ${canary}` });
  recorder.emit({ kind: 'run-finished', verdict: 'failed' });
  const report = await recorder.finish();
  const files = filesIn(dir);
  const said: Thing = { name: 'the log', bytes: Buffer.from(log.join('\n')) };
  return [...search([...files, said], canary), ...withheldIn(files), ...mangled(faults, report.faults)];
}

/** The secret's traces: a search that found nothing because nothing was there would prove nothing. */
export function isMentioned(dir: string): boolean {
  return filesIn(dir).some(({ bytes }) => /\braw: \*{3}\w*#[0-9a-f]{6}\*{3}/.test(bytes.toString('utf8')));
}

function pack(path: string, canary: string): void {
  const folder = mkdtempSync(join(path, '../../packing-'));
  writeFileSync(join(folder, 'notes.txt'), Object.values(formsOf(canary)).join('\n'));
  execFileSync('bash', ['-ec', 'gzip notes.txt; tar -czf "$1" notes.txt.gz; rm -r "$PWD"', 'pack', path], {
    cwd: folder,
  });
}

/** What hides secrets must leave our own sentences whole. */
function mangled(faults: readonly Fault[], shown: readonly Fault[]): readonly string[] {
  const words = (fault: Fault | undefined): string => `${fault?.title} | ${fault?.remedy} | ${fault?.reproduce}`;
  return faults.flatMap((fault, index) =>
    words(fault) === words(shown[index]) ? [] : [`the report says "${words(shown[index])}", not "${words(fault)}"`],
  );
}

function withheldIn(files: readonly Thing[]): readonly string[] {
  const withheld = files.filter(({ bytes }) => bytes.toString('utf8', 0, 23) === 'This file was withheld:');
  const names = withheld.map(({ name }) => name);
  return names.join() === `evidence/${planted}` ? [] : [`withheld: ${names.join(', ') || 'nothing'}`];
}
