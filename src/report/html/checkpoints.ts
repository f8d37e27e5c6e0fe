import { formatDuration } from '../../lib/duration.ts';
import { formatBytes } from '../../lib/quantity.ts';
import type { CheckResult } from '../../model/check.ts';
import type { CheckpointReport, Report } from '../../model/report.ts';
import { effectOf } from '../../model/verdict.ts';
import { plural } from '../text.ts';
import { signOf } from '../words.ts';
import { badge, command, detail, files, mark, place, prose, section, wordedMark } from './bits.ts';
import { html, type Part, type Safe } from './safe.ts';

/** The gates in a row: one look tells how far the run came. */
export function strip(report: Report): Part {
  if (report.checkpoints.length === 0) return undefined;
  return html`<nav class="strip" aria-label="Checkpoints"><ol>${report.checkpoints.map(
    (checkpoint) =>
      html`<li class="${signOf(checkpoint.verdict).tone}"><a href="#${anchor(checkpoint)}">${mark(
        signOf(checkpoint.verdict),
      )}<span class="title">${checkpoint.title}</span><span class="time">${word(checkpoint)}${checkpoint.durationMs > 0 && `, ${formatDuration(checkpoint.durationMs)}`}</span></a></li>`,
  )}</ol></nav>`;
}

export function checkpoints(report: Report): Safe {
  return section(
    'checkpoints',
    'Checkpoints',
    report.checkpoints.map((checkpoint, index) => checkpointMarkup(checkpoint, index, report)),
  );
}

function checkpointMarkup(checkpoint: CheckpointReport, index: number, report: Report): Safe {
  const passed = checkpoint.checks.filter((check) => check.verdict === 'passed').length;
  const count = checkpoint.checks.length > 0 && `${passed} of ${plural(checkpoint.checks.length, 'check')} passed, `;
  const red = effectOf(checkpoint.verdict, report.rules) !== 'green';
  return html`<details class="checkpoint" id="${anchor(checkpoint)}"${red && { markup: ' open' }}><summary><span class="name">${index + 1}. ${checkpoint.title}</span> ${badge(checkpoint.verdict, word(checkpoint))} <span class="quiet">${count}${checkpoint.durationMs > 0 && formatDuration(checkpoint.durationMs)}</span></summary>
<ul class="checks">${[...checkpoint.checks].sort(redFirst).map((check) => checkMarkup(checkpoint, check))}</ul></details>`;
}

function word(checkpoint: CheckpointReport): string {
  const unreached = checkpoint.verdict === 'skipped' && checkpoint.checks.length === 0;
  return unreached ? 'not reached' : signOf(checkpoint.verdict).word;
}

function checkMarkup(checkpoint: CheckpointReport, check: CheckResult): Safe {
  const { tone, word } = signOf(check.verdict);
  return html`<li class="${tone}">${wordedMark(check.verdict)}<div><p class="check-title"><b>${check.title}</b> ${check.verdict !== 'passed' && html`<span class="quiet">${word}</span>`} <span class="time">${measured(check)}</span></p>
${detail(check.detail)}${tone !== 'good' && whatToDo(checkpoint, check)}
${files(check.evidence)}</div></li>`;
}

/** Where the contract's section shows the differences, it shows this too. */
function whatToDo(checkpoint: CheckpointReport, check: CheckResult): Safe {
  const count = check.differences?.length ?? 0;
  if (count > 0)
    return html`<p><a href="#${differenceAnchor(checkpoint, check)}">${plural(count, 'difference')}, side by side</a></p>`;
  return html`${check.remedy && html`<p class="remedy">${prose(check.remedy)}</p>`}
${check.place && html`<p>${place(check.place)}</p>`}
${check.reproduce && command(check.reproduce)}`;
}

function measured(check: CheckResult): Part {
  if (check.measured === undefined)
    return check.durationMs === undefined ? undefined : formatDuration(check.durationMs);
  const { value, limit, unit } = check.measured;
  const told = ({ ms: formatDuration, bytes: formatBytes } as const)[unit] ?? ((one: number) => `${one} ${unit}`);
  return `${told(value)}, limit ${told(limit)}`;
}

function redFirst(a: CheckResult, b: CheckResult): number {
  return rank(a) - rank(b);
}

function rank(check: CheckResult): number {
  return { bad: 0, warn: 1, quiet: 3, plain: 2, good: 2 }[signOf(check.verdict).tone];
}

function anchor(checkpoint: CheckpointReport): string {
  return `checkpoint-${slug(checkpoint.id)}`;
}

export function differenceAnchor(checkpoint: CheckpointReport, check: CheckResult): string {
  return `difference-${slug(checkpoint.id)}-${slug(check.id)}`;
}

function slug(id: string): string {
  return id.replace(/[^\w-]+/g, '-').slice(0, 60);
}
