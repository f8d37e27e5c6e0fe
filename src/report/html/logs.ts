import { formatBytes } from '../../lib/quantity.ts';
import type { PipelineEvent } from '../../model/event.ts';
import type { EvidenceItem } from '../../model/evidence.ts';
import type { Attachment } from '../attachment.ts';
import { narrator } from '../narrate.ts';
import { utf8Bytes, withoutControls } from '../text.ts';
import { section } from './bits.ts';
import type { LogFile } from './client/lines.ts';
import { html, jsonBlock, type Safe } from './safe.ts';

/** The pipeline's own log and every text of the evidence. */
export function logFiles(
  events: readonly PipelineEvent[],
  attachments: readonly Attachment[],
  evidence: readonly EvidenceItem[],
): readonly LogFile[] {
  const what = new Map(evidence.map((item) => [item.file, item.what]));
  return [
    { name: 'pipeline', what: 'What the pipeline did', text: pipelineLog(events) },
    ...attachments
      .filter((item) => item.kind === 'text')
      .map((item) => ({ name: item.file, what: what.get(item.file) ?? '', text: withoutControls(item.text) })),
  ];
}

/** The files ride along as blocks of JSON, outside of what is read without a script. */
export function* logData(files: readonly LogFile[]): Iterable<Safe> {
  for (const file of files) yield jsonBlock(file);
}

export function logs(files: readonly LogFile[]): Safe {
  const options = files.map(
    (file, index) => html`<option value="${index}">${file.name} (${formatBytes(utf8Bytes(file.text))})</option>`,
  );
  const levels = ['error', 'warning', 'info', 'debug'].map(
    (level) => html`<label class="${level}"><input type="checkbox" data-log="${level}" checked> ${level}</label>`,
  );
  return section(
    'logs',
    'Logs',
    html`<p class="fallback">Searching needs JavaScript; the same files lie in the folder <code>evidence/</code>.</p>
<div class="viewer"><div class="tools"><label>File <select data-log="file">${options}<option value="-1">All files</option></select></label>
<label class="query">Search <input type="search" data-log="query" placeholder="text or /regular expression/" autocomplete="off" spellcheck="false" aria-keyshortcuts="/"></label>
<fieldset><legend class="sr">Levels</legend>${levels}</fieldset><button type="button" data-log="copy">Copy lines</button><span role="status" class="quiet" data-log="status"></span></div>
<div class="view" data-log="view" tabindex="0" role="region" aria-label="Log lines"><div data-log="size"><div data-log="rows"></div></div></div></div>`,
  );
}

/** One line per thing said, with the time since the start. */
export function pipelineLog(events: readonly PipelineEvent[]): string {
  const tell = narrator();
  const start = events[0]?.at ?? 0;
  return events
    .flatMap((event) => {
      const at = `${((event.at - start) / 1000).toFixed(1).padStart(7)} s  `;
      return tell(event).flatMap((line) => [
        `${at}${line.inner ? '  ' : ''}${line.mark} ${line.text}`,
        ...(line.more ?? []).map((more) => `${' '.repeat(at.length + 4)}${more}`),
      ]);
    })
    .map(withoutControls)
    .join('\n');
}
