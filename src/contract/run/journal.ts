import { appendFileSync } from 'node:fs';
import { isSensitiveName } from '../../lib/redact/names.ts';
import type { Step } from '../contract.ts';
import type { Lane, LaneName } from './lane.ts';
import type { Made } from './made.ts';
import type { Cleaned } from './take-back.ts';
import { namesIn } from './template.ts';

/** What was made on which side, written down before it is made, so that another process can take it back. */
export type JournalLine = { readonly lane: LaneName; readonly step: string; readonly item?: string } & (
  | {
      readonly kind: 'intent';
      readonly run: string;
      readonly api: string;
      readonly file: string;
      readonly mark?: string;
    }
  | { readonly kind: 'made'; readonly captured: Readonly<Record<string, string>> }
  | { readonly kind: 'cleaned' }
);

export interface Journal {
  readonly intend: (lane: Lane, step: Step) => void;
  readonly made: (lane: Lane, step: Step) => void;
  /** What no step meant to make: known only when it is there, except for what a flow is about to type. */
  readonly beside: (lane: Lane, made: Made) => void;
  readonly cleaned: (cleaned: readonly Cleaned[]) => void;
}

/** At once and on disk: a process that is killed in the next moment must have said it. */
export function appendTo(file: string): (line: JournalLine) => void {
  return (line) => appendFileSync(file, `${JSON.stringify(line)}\n`);
}

export function openJournal(
  write: (line: JournalLine) => void,
  { run, file }: { readonly run: string; readonly file: string },
): Journal {
  const intent = ({ name, site }: Lane) => ({ kind: 'intent', lane: name, run, api: site.api ?? '', file }) as const;
  return {
    intend: (lane, step) => {
      if (step.cleanup && !lane.readOnly) write({ ...intent(lane), step: step.id });
    },
    made: (lane, step) => {
      if (!step.cleanup || lane.readOnly) return;
      write({ kind: 'made', lane: lane.name, step: step.id, captured: namedByCleanup(lane, step) });
    },
    beside: (lane, made) => {
      if (lane.readOnly) return;
      const { step, item } = made;
      write({ ...intent(lane), step, item, ...(made.kind === 'marked' && { mark: made.mark }) });
      if (made.kind === 'captured')
        write({ kind: 'made', lane: lane.name, step, item, captured: harmless(made.captured) });
    },
    cleaned: (all) => {
      for (const { lane, step, item, ok } of all)
        if (ok) write({ kind: 'cleaned', lane, step, ...(item !== undefined && { item }) });
    },
  };
}

/** The ids that the cleanup needs. Sessions are not written down: who cleans later logs in again. */
function namedByCleanup(lane: Lane, { cleanup }: Step): Readonly<Record<string, string>> {
  const values = namesIn(JSON.stringify(cleanup)).flatMap((name) => {
    const value = lane.captured.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return harmless(Object.fromEntries(values));
}

function harmless(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !isSensitiveName(name.replaceAll('.', '_'))));
}

export interface Pending {
  readonly lane: LaneName;
  readonly step: string;
  readonly run: string;
  readonly api: string;
  readonly file: string;
  readonly captured: Readonly<Record<string, string>>;
  readonly item?: string;
  readonly mark?: string;
}

/** What a journal says is still there. A last line that is cut off was never acted on. */
export function pendingOf(text: string): readonly Pending[] {
  const pending = new Map<string, Pending>();
  for (const line of text.split('\n').slice(0, -1)) {
    const entry = JSON.parse(line) as JournalLine;
    const key = `${entry.lane} ${entry.step} ${entry.item ?? ''}`;
    const before = pending.get(key);
    if (entry.kind === 'intent') pending.set(key, { ...entry, captured: {} });
    else if (entry.kind === 'cleaned') pending.delete(key);
    else if (before) pending.set(key, { ...before, captured: entry.captured });
  }
  return [...pending.values()];
}
