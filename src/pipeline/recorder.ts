import { createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { Emit, EventBody, PipelineEvent } from '../model/event.ts';
import type { Report } from '../model/report.ts';
import type { Clock } from '../ports/clock.ts';
import type { Redactor } from '../ports/redact.ts';
import { type Attachment, attachmentKind, chooseAttachments } from '../report/attachment.ts';
import { foldReport } from '../report/fold.ts';
import { renderPage } from '../report/html/page.ts';
import { renderJson } from '../report/json.ts';
import { renderJunit } from '../report/junit.ts';
import { renderMarkdown } from '../report/markdown.ts';

export interface Recorder {
  readonly emit: Emit;
  /** Writes all views of what was recorded, and says what the run came to. */
  readonly finish: () => Promise<Report>;
}

/** How much evidence the page may carry. */
const pageBudget = 12_000_000;

/** The one list of events: redacted here, before anything is kept, shown or written. */
export async function recordTo(
  out: string,
  ports: { readonly clock: Clock; readonly redactor: Redactor },
  show: (event: PipelineEvent) => void,
): Promise<Recorder> {
  await mkdir(join(out, 'evidence'), { recursive: true });
  const events: PipelineEvent[] = [];
  const stream = createWriteStream(join(out, 'events.jsonl'));
  const emit: Emit = (body) => {
    const event = { at: ports.clock.now(), ...redacted(body, ports.redactor) };
    events.push(event);
    stream.write(`${JSON.stringify(event)}\n`);
    show(event);
  };
  const finish = async (): Promise<Report> => {
    stream.end();
    await finished(stream);
    return writeViews(out, events);
  };
  return { emit, finish };
}

/** Every view is a function of the events, so a report can be rendered again from `events.jsonl` alone. */
export async function writeViews(out: string, events: readonly PipelineEvent[]): Promise<Report> {
  const report = foldReport(events);
  await Promise.all([
    writeFile(join(out, 'report.json'), renderJson(report)),
    writeFile(join(out, 'junit.xml'), renderJunit(report)),
    writeFile(join(out, 'summary.md'), renderMarkdown(report)),
    writeFile(join(out, 'index.html'), renderPage({ report, events, attachments: await attachmentsOf(out, report) })),
  ]);
  return report;
}

/** What of the evidence the page shows by itself; the rest is linked. */
async function attachmentsOf(out: string, report: Report): Promise<Attachment[]> {
  const chosen = chooseAttachments(report.evidence, pageBudget);
  return Promise.all(
    chosen.map(async ({ file }): Promise<Attachment> => {
      const kind = attachmentKind(file) ?? 'text';
      const content = await readFile(join(out, 'evidence', file));
      return kind === 'text'
        ? { file, kind, text: content.toString('utf8') }
        : { file, kind: 'image', type: kind, base64: content.toString('base64') };
    }),
  );
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
