import { formatDuration } from '../../lib/duration.ts';
import type { Report } from '../../model/report.ts';
import { criticalPath } from '../critical-path.ts';
import { checkpointOfStage } from '../select.ts';
import { signOf, type Tone } from '../words.ts';
import { section } from './bits.ts';
import { criticalPathPicture } from './critical-path.ts';
import { html, type Part, type Safe } from './safe.ts';

interface Row {
  readonly title: string;
  readonly kind: 'stage' | 'checkpoint';
  readonly tone: Tone;
  readonly startMs: number;
  readonly durationMs: number;
  readonly critical: boolean;
  readonly word: string;
}

export function timeline(report: Report): Safe {
  const path = criticalPath(report.stages);
  const critical = new Set(path.map(({ stage }) => stage.id));
  const rows = [
    ...report.stages.map((stage) => row(stage, kindOf(stage.id), stage.outcome, critical.has(stage.id))),
    ...report.checkpoints
      .filter(({ id }) => !report.stages.some((stage) => checkpointOfStage(stage.id) === id))
      .map((checkpoint) => row(checkpoint, 'checkpoint', checkpoint.verdict, false)),
  ]
    .filter(({ durationMs }) => durationMs > 0)
    .toSorted((a, b) => a.startMs - b.startMs || b.durationMs - a.durationMs);
  return section(
    'timeline',
    'Timeline',
    html`${criticalPathPicture(path, report.durationMs)}
<table class="gantt"><caption>All stages and checkpoints (◆) on one clock; those of the critical path are solid</caption><thead><tr><th scope="col">What</th><th scope="col">From 0 to ${formatDuration(report.durationMs)}</th><th scope="col">Time</th></tr></thead><tbody>${rows.map((one) => rowMarkup(one, report.durationMs))}</tbody></table>`,
  );
}

function kindOf(stage: string): Row['kind'] {
  return checkpointOfStage(stage) === undefined ? 'stage' : 'checkpoint';
}

function row(
  part: { readonly title: string; readonly startMs: number; readonly durationMs: number },
  kind: Row['kind'],
  verdict: Parameters<typeof signOf>[0],
  critical: boolean,
): Row {
  const { tone, word } = signOf(verdict);
  return { title: part.title, startMs: part.startMs, durationMs: part.durationMs, kind, tone, critical, word };
}

function rowMarkup(one: Row, totalMs: number): Part {
  const from = percent(one.startMs, totalMs);
  const width = Math.max(0.4, percent(one.durationMs, totalMs));
  return html`<tr class="${one.kind}"><th scope="row">${one.kind === 'checkpoint' && '◆ '}${one.title}${one.word !== 'passed' && html` <span class="${one.tone}">${one.word}</span>`}${one.critical && html`<span class="sr"> (critical path)</span>`}</th>
<td><svg width="100%" height="14" aria-hidden="true" focusable="false"><rect class="${one.tone}${one.critical && ' solid'}" x="${from.toFixed(2)}%" y="1" width="${width.toFixed(2)}%" height="12" rx="2"/></svg></td>
<td class="time">${formatDuration(one.durationMs)}</td></tr>`;
}

function percent(ms: number, totalMs: number): number {
  return totalMs <= 0 ? 0 : Math.min(100, (ms / totalMs) * 100);
}
