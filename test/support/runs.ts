import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PipelineEvent } from '../../src/model/event.ts';
import type { Report } from '../../src/model/report.ts';
import { type Attachment, attachmentKind } from '../../src/report/attachment.ts';
import { foldReport } from '../../src/report/fold.ts';

const root = join(import.meta.dirname, '../fixtures/runs');

export interface RecordedRun {
  readonly name: string;
  readonly events: readonly PipelineEvent[];
  readonly report: Report;
  readonly attachments: readonly Attachment[];
}

/** The recorded runs of the fixtures, with what lies in their evidence folders. */
export const recordedRuns: readonly RecordedRun[] = readdirSync(root).map((name) => {
  const text = readFileSync(join(root, name, 'events.jsonl'), 'utf8');
  const events = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as PipelineEvent);
  const report = foldReport(events);
  return { name, events, report, attachments: report.evidence.flatMap(({ file }) => attachment(name, file)) };
});

export function recordedRun(name: string): RecordedRun {
  const run = recordedRuns.find((one) => one.name === name);
  if (run === undefined) throw new Error(`no recorded run ${name}`);
  return run;
}

function attachment(run: string, file: string): readonly Attachment[] {
  const path = join(root, run, 'evidence', file);
  const kind = attachmentKind(file);
  if (kind === undefined || !existsSync(path)) return [];
  const bytes = readFileSync(path);
  return kind === 'text'
    ? [{ file, kind, text: bytes.toString('utf8') }]
    : [{ file, kind: 'image', type: kind, base64: bytes.toString('base64') }];
}
