import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PipelineEvent } from '../model/event.ts';
import type { EvidenceItem } from '../model/evidence.ts';
import type { Report } from '../model/report.ts';
import { type Attachment, attachmentKind, chooseAttachments } from '../report/attachment.ts';
import { foldReport } from '../report/fold.ts';
import { pageChunks } from '../report/html/page.ts';
import { renderJson } from '../report/json.ts';
import { renderJunit } from '../report/junit.ts';
import { renderMarkdown } from '../report/markdown.ts';

/** What the page may carry of the evidence; the rest stays in the folder. */
const pageBudget = 12_000_000;

/** All that is made of the events, and of files that were looked into before. */
export const viewFiles: readonly string[] = [
  'events.jsonl',
  'report.json',
  'junit.xml',
  'summary.md',
  'index.html',
  'redaction-report.json',
  'evidence/redaction-report.json',
];

/** Every view is a function of the events and the evidence folder, so a report can be rendered again from both. */
export async function writeViews(out: string, events: readonly PipelineEvent[]): Promise<Report> {
  const report = foldReport(events);
  const attachments = await readAttachments(out, report.evidence);
  await Promise.all([
    writeFile(join(out, 'report.json'), renderJson(report)),
    writeFile(join(out, 'junit.xml'), renderJunit(report)),
    writeFile(join(out, 'summary.md'), renderMarkdown(report)),
    writeFile(join(out, 'index.html'), pageChunks({ report, events, attachments })),
  ]);
  return report;
}

/** One after the other, so that little is in memory at once. A file that was withheld is listed, not shown. */
export async function readAttachments(out: string, items: readonly EvidenceItem[]): Promise<readonly Attachment[]> {
  const attachments: Attachment[] = [];
  for (const item of chooseAttachments(items, pageBudget)) {
    const bytes = await readIfThere(join(out, 'evidence', item.file));
    if (bytes !== undefined) attachments.push(attach(item.file, bytes));
  }
  return attachments;
}

function attach(file: string, bytes: Buffer): Attachment {
  const kind = attachmentKind(file);
  return kind === undefined || kind === 'text'
    ? { file, kind: 'text', text: bytes.toString('utf8') }
    : { file, kind: 'image', type: kind, base64: bytes.toString('base64') };
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
