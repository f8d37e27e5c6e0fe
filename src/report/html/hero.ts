import { formatDuration } from '../../lib/duration.ts';
import type { Fault } from '../../model/fault.ts';
import type { Report } from '../../model/report.ts';
import { asksTheGone, rootCauses } from '../select.ts';
import { plural } from '../text.ts';
import { goneWords, headline, releaseLine, rollbackLine, signOf } from '../words.ts';
import { badge, command, fileLink, place, prose } from './bits.ts';
import { html, type Part, type Safe } from './safe.ts';

/** Ten seconds: what broke, why, what to do. */
export function hero(report: Report): Safe {
  const tone = signOf(report.verdict).tone;
  const roots = rootCauses(report);
  return html`<header class="hero ${tone}">
<p class="kicker">${badge(report.verdict)} <span>${plural(report.checkpoints.length, 'checkpoint')}, ${plural(checks(report), 'check')}, ${formatDuration(report.durationMs)}</span></p>
<h1>${headline(report)}</h1>
${roots.length === 0 && report.reason !== undefined && html`<p class="reason">${prose(report.reason)}</p>`}
${report.place && html`<p>Change it at ${place(report.place)}</p>`}
${report.verdict === 'passed' && report.releases.map((one) => html`<p>Release ${one.name}: ${releaseLine(one)}</p>`)}
${rollback(report)}
</header>
${roots.map((root, index) => cause(root, index))}
${asksTheGone(report) && html`<p class="gone">${prose(goneWords)}</p>`}
${notes(report)}`;
}

function checks(report: Report): number {
  return report.checkpoints.reduce((sum, checkpoint) => sum + checkpoint.checks.length, 0);
}

function rollback(report: Report): Part {
  const line = rollbackLine(report);
  if (line === undefined) return undefined;
  const proven = report.releases.every((release) => release.rolledBackTo === undefined || release.verified);
  return html`<p class="rollback ${proven ? 'good' : 'bad'}">${proven ? '✓' : '✗'} ${line}</p>`;
}

/** `base`: where the report of this fault lies, seen from the page. */
export function cause(fault: Fault, index: number, base = ''): Safe {
  const sure = { high: 'high confidence', medium: 'medium confidence', low: 'low confidence: read in a log' }[
    fault.confidence
  ];
  const label = labelOf(fault, index);
  return html`<article class="cause ${fault.infrastructure ? 'warn' : 'bad'}" aria-label="${label}">
<p class="kicker">${label} <code>${fault.id}</code> <span>${sure}</span></p>
<h2>${fault.title}</h2>
<p class="object"><code>${fault.object}</code></p>
${fault.infrastructure && html`<p class="blame">The machine, the cluster or the network failed, not the application.</p>`}
<div class="columns">
<div><h3>Why</h3>${evidence(fault, base)}</div>
<div><h3>What to do</h3><p class="remedy">${prose(fault.remedy)}</p>
${fault.place && html`<p>Change it at ${place(fault.place)}</p>`}
${fault.reproduce !== '' && html`<h3>See it yourself</h3>${command(fault.reproduce)}`}</div>
</div></article>`;
}

function labelOf(fault: Fault, index: number): string {
  if (fault.after) return 'Still broken after the rollback';
  return index === 0 ? 'Root cause' : 'Also broken, independently';
}

export function evidence(fault: Fault, base = ''): Part {
  if (fault.evidence.length === 0) return html`<p class="quiet">No line of evidence was kept.</p>`;
  return fault.evidence.map(
    (item) =>
      html`<blockquote><pre tabindex="0">${item.text}</pre>${item.file && html`<cite>${fileLink(item.file, item.text, base)}</cite>`}</blockquote>`,
  );
}

function notes(report: Report): Part {
  if (report.notes.length === 0) return undefined;
  return html`<ul class="notes" aria-label="Notes">${report.notes.map(
    (note) =>
      html`<li class="${note.level === 'error' ? 'bad' : 'warn'}"><span class="sr">${note.level}: </span>${prose(note.text)}</li>`,
  )}</ul>`;
}
