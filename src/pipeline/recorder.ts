import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { seal } from '../evidence/seal.ts';
import type { SecretRedactor } from '../lib/redact/redactor.ts';
import type { Emit, EventBody, PipelineEvent } from '../model/event.ts';
import type { Report } from '../model/report.ts';
import type { Clock } from '../ports/clock.ts';
import type { Redactor } from '../ports/redact.ts';
import { writeViews } from './views.ts';

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
  const emit: Emit = (body) => {
    const event = { at: ports.clock.now(), ...redacted(body, ports.redactor) };
    events.push(event);
    stream.write(`${JSON.stringify(event)}\n`);
    show(event);
  };
  const finish = async (): Promise<Report> => {
    const { withheld } = await seal(join(out, 'evidence'), ports.redactor);
    for (const { file } of withheld)
      emit({ kind: 'note', level: 'error', text: `evidence/${file} was withheld: it still held a secret` });
    stream.end();
    await finished(stream);
    const report = await writeViews(out, events);
    await seal(out, ports.redactor);
    return report;
  };
  return { emit, finish };
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
