import type { EvidenceItem } from '../../model/evidence.ts';
import type { Report } from '../../model/report.ts';
import type { Attachment } from '../attachment.ts';
import { cut } from '../text.ts';
import { fileLink, section } from './bits.ts';
import { html, type Part, type Safe } from './safe.ts';

/** What a program of the user's choice answered: below everything that was found here, and never the verdict. */
export function secondOpinion(report: Report, attachments: readonly Attachment[]): Part {
  const asked = report.evidence.filter(({ file }) => file.startsWith('second-opinion/'));
  if (asked.length === 0) return undefined;
  const warning = 'The words of another program, which knows less than this report. They changed no verdict.';
  return section(
    'opinion',
    'Second opinion',
    html`<p class="quiet">${warning}</p>${asked.map((item) => opinion(item, attachments))}`,
  );
}

function opinion(item: EvidenceItem, attachments: readonly Attachment[]): Safe {
  const name = /^second-opinion\/(.+)\.txt$/.exec(item.file)?.[1] ?? item.file;
  const said = attachments.find(({ file }) => file === item.file);
  return html`<h3>${name}</h3>${
    item.failed === undefined
      ? html`<pre class="detail long" tabindex="0">${said?.kind === 'text' ? cut(said.text.trim(), 20_000) : ''}</pre><p class="files">${fileLink(item.file)}</p>`
      : html`<p class="warn">gave no answer: ${item.failed}</p>`
  }`;
}
