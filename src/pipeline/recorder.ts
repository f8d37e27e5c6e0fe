import { createWriteStream } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { seal } from '../evidence/seal.ts';
import { messageOf } from '../lib/error.ts';
import type { SecretRedactor } from '../lib/redact/redactor.ts';
import type { Emit, EventBody, PipelineEvent } from '../model/event.ts';
import type { Report } from '../model/report.ts';
import type { Clock } from '../ports/clock.ts';
import type { Redactor } from '../ports/redact.ts';
import { foldReport } from '../report/fold.ts';
import { viewFiles, writeViews } from './views.ts';

export interface Recorder {
  readonly emit: Emit;
  /** Writes all views of what was recorded, and says what the run came to. Nothing that still holds a secret is left in the folder. */
  readonly finish: () => Promise<Report>;
}

/** The one list of events: redacted here, before anything is kept, shown or written. */
export async function recordTo(
  out: string,
  ports: { readonly clock: Clock; readonly redactor: SecretRedactor },
  show: (event: PipelineEvent) => void,
): Promise<Recorder> {
  await mkdir(join(out, 'evidence'), { recursive: true });
  const events: PipelineEvent[] = [];
  const stream = createWriteStream(join(out, 'events.jsonl'));
  // A full disk ends the file, not the run: what was deployed must still be taken back. `finish` says so.
  let broken: Error | undefined;
  stream.on('error', (fault) => {
    broken ??= fault;
  });
  const emit: Emit = (body) => {
    const event = { at: ports.clock.now(), ...redacted(body, ports.redactor) };
    events.push(event);
    if (!broken) stream.write(`${JSON.stringify(event)}\n`);
    show(event);
  };
  const write = async (): Promise<Report> => {
    const { withheld } = await seal(join(out, 'evidence'), ports.redactor);
    for (const { file, secret } of withheld) emit(withheldNote(`evidence/${file}`, secret));
    stream.end();
    await finished(stream);
    const report = await writeViews(out, events);
    const last = await seal(out, ports.redactor, viewFiles);
    // Too late for the views: it can only be said where the run is watched.
    for (const { file, secret } of last.withheld)
      if (!file.startsWith('evidence/')) show({ at: ports.clock.now(), ...withheldNote(file, secret) });
    return report;
  };
  const finish = (): Promise<Report> =>
    write().catch((fault: unknown) => {
      for (const body of unwritten(foldReport(events), out, fault)) emit(body);
      return salvage(out, events);
    });
  return { emit, finish };
}

/** A run whose evidence is lost is not green, whatever it has found. */
function unwritten(report: Report, out: string, fault: unknown): readonly EventBody[] {
  const text = `The report in ${out} could not be written as it should be: ${messageOf(fault)}. The evidence was removed, because it had not been searched for secrets.`;
  const verdict = report.verdict === 'passed' ? 'infrastructure' : report.verdict;
  return [
    { kind: 'note', level: 'error', text },
    { kind: 'run-finished', verdict, reason: verdict === report.verdict ? (report.reason ?? text) : text },
  ];
}

/** The room that the evidence took is mostly enough for the report. Where it is not, the run is told on the screen alone. */
async function salvage(out: string, events: readonly PipelineEvent[]): Promise<Report> {
  await rm(join(out, 'evidence'), { recursive: true, force: true });
  await Promise.all(viewFiles.map((file) => rm(join(out, file), { force: true })));
  try {
    await writeFile(join(out, 'events.jsonl'), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    return await writeViews(out, events);
  } catch {
    // Said already, by the event before this.
    return foldReport(events);
  }
}

function withheldNote(file: string, secret: string): EventBody {
  return { kind: 'note', level: 'error', text: `${file} was withheld: it still held ${secret}` };
}

/** Texts anywhere inside an event; numbers and names of fields stay. */
function redacted(body: EventBody, redactor: Redactor): EventBody {
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return redactor.text(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item)]));
  };
  return walk(body) as EventBody;
}
