import { formatBytes } from '../../lib/quantity.ts';
import type { EvidenceItem } from '../../model/evidence.ts';
import type { ReleaseRecord } from '../../model/release.ts';
import type { Report } from '../../model/report.ts';
import type { Attachment } from '../attachment.ts';
import { cut } from '../text.ts';
import { releaseLine } from '../words.ts';
import { command, detail, fileLink, section } from './bits.ts';
import { evidence } from './hero.ts';
import { html, type Part, type Safe } from './safe.ts';

export function consequences(report: Report): Part {
  const faults = report.faults.filter((fault) => !fault.root);
  if (faults.length === 0) return undefined;
  const items = faults.map(
    (fault) =>
      html`<details class="fault"><summary><b>${fault.title}</b> <code>${fault.object}</code></summary>${evidence(fault)}<p>${fault.remedy}</p>${fault.reproduce !== '' && command(fault.reproduce)}</details>`,
  );
  return section(
    'consequences',
    'Consequences',
    html`<p>Follow from the cause above; they need no repair of their own.</p>${items}`,
  );
}

export function releases(report: Report, attachments: readonly Attachment[]): Part {
  if (report.releases.length === 0) return undefined;
  return section(
    'releases',
    'Releases',
    report.releases.map((release) => releaseMarkup(release, attachments)),
  );
}

function releaseMarkup(release: ReleaseRecord, attachments: readonly Attachment[]): Safe {
  const diff = attachments.find((item) => item.file === release.diff);
  return html`<article class="release"><h3>${release.name}</h3>
<p>${releaseLine(release)}; namespace <code>${release.namespace}</code></p>
${detail(release.detail ?? '')}
${diff?.kind === 'text' && html`<details open><summary>What this run changed</summary>${diffMarkup(diff.text)}</details>`}</article>`;
}

function diffMarkup(text: string): Safe {
  const lines = text.split('\n').slice(0, 2000);
  const kind = (line: string): string => ({ '+': 'add', '-': 'del', '@': 'hunk' })[line[0] ?? ''] ?? 'same';
  return html`<pre class="diff" tabindex="0">${lines.map((line) => html`<span class="${kind(line)}">${line}\n</span>`)}</pre>`;
}

export function screenshots(report: Report, attachments: readonly Attachment[]): Part {
  const what = new Map(report.evidence.map((item) => [item.file, item.what]));
  const order = new Map(report.evidence.map(({ file }, index) => [file, index]));
  const images = attachments
    .filter((item) => item.kind === 'image')
    .toSorted((a, b) => (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0));
  if (images.length === 0) return undefined;
  const figures = images.map(
    (image) =>
      html`<figure><img src="data:${image.type};base64,${image.base64}" alt="${what.get(image.file) ?? image.file}" loading="lazy"><figcaption>${what.get(image.file) ?? ''} <code>${image.file}</code></figcaption></figure>`,
  );
  return section('screenshots', 'Screenshots', html`<div class="shots">${figures}</div>`);
}

export function evidenceList(report: Report): Part {
  if (report.evidence.length === 0) return undefined;
  return section(
    'evidence',
    'Evidence',
    html`<details><summary>${report.evidence.length} files, with the commands that made them</summary><ul class="evidence">${report.evidence.map(evidenceItem)}</ul></details>`,
  );
}

function evidenceItem(item: EvidenceItem): Safe {
  const size = `${formatBytes(item.bytes)}${item.truncated ? ', cut to head and tail' : ''}`;
  return html`<li>${fileLink(item.file)} <span class="quiet">${size}</span><br>${item.what}${item.failed !== undefined && html`<br><span class="warn">could not be collected: ${item.failed}</span>`}${item.command && command(item.command)}</li>`;
}

export function environment(report: Report): Part {
  const rows = Object.entries(report.environment);
  if (rows.length === 0) return undefined;
  return section(
    'environment',
    'Environment',
    html`<dl>${rows.map(([key, value]) => html`<div><dt>${key}</dt><dd>${cut(value, 500)}</dd></div>`)}</dl>`,
  );
}
