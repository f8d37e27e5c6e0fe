import { formatDuration } from '../../lib/duration.ts';
import { mergedTitle, mergedVerdict, type NamedReport, worstFirst } from '../merge.ts';
import { failedCheckpoint, rootCauses } from '../select.ts';
import { signOf } from '../words.ts';
import { badge, mark } from './bits.ts';
import { cause } from './hero.ts';
import { documentOf } from './page.ts';
import { html, type Part, type Safe } from './safe.ts';

/** One page for several runs: which of them failed, at which checkpoint, and why. */
export function renderMergedPage(reports: readonly NamedReport[]): string {
  const sorted = worstFirst(reports);
  const verdict = mergedVerdict(reports);
  const title = mergedTitle(reports);
  const body = html`<header class="hero ${signOf(verdict).tone}"><p class="kicker">${badge(verdict)}</p><h1>${title}</h1></header>
<section id="runs" aria-labelledby="runs-title"><h2 id="runs-title">Runs</h2>${matrix(sorted)}</section>
${sorted.map(runMarkup)}`;
  const stamp = reports.map(({ report }) => report.startedAt).toSorted()[0] ?? new Date(0).toISOString();
  return [...documentOf({ title: `${signOf(verdict).mark} ${title}`, stamp, body })].join('');
}

/** Runs by checkpoints; a checkpoint that a run does not have stays empty. */
function matrix(reports: readonly NamedReport[]): Safe {
  const columns = new Map(reports.flatMap(({ report }) => report.checkpoints.map(({ id, title }) => [id, title])));
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Runs by checkpoints"><table class="matrix"><thead><tr><th scope="col">Run</th><th scope="col">Verdict</th>${[...columns.values()].map((title) => html`<th scope="col">${title}</th>`)}<th scope="col">Time</th></tr></thead><tbody>${reports.map(
    ({ name, report }) =>
      html`<tr><th scope="row"><a href="${folderOf(name)}index.html">${name}</a></th><td>${badge(report.verdict)}</td>${[...columns.keys()].map((id) => cell(report.checkpoints.find((one) => one.id === id)?.verdict))}<td class="time">${formatDuration(report.durationMs)}</td></tr>`,
  )}</tbody></table></div>`;
}

function cell(verdict: Parameters<typeof signOf>[0] | undefined): Safe {
  if (verdict === undefined) return html`<td></td>`;
  return html`<td>${mark(signOf(verdict))}<span class="sr">${signOf(verdict).word}</span></td>`;
}

function runMarkup({ name, report }: NamedReport): Part {
  if (report.verdict === 'passed') return undefined;
  const roots = rootCauses(report);
  const at = failedCheckpoint(report);
  return html`<article class="run"><h2>${name} ${badge(report.verdict)}</h2>
${at && html`<p>At checkpoint ${at.title}.</p>`}${roots.length === 0 && html`<p>${report.reason ?? ''}</p>`}
${roots.map((root, index) => cause(root, index, folderOf(name)))}</article>`;
}

/** Where the report of a run lies, seen from the merged page. */
function folderOf(name: string): string {
  return `${encodeURIComponent(name.toWellFormed())}/`;
}
