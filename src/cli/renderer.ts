import { formatDuration } from '../lib/duration.ts';
import type { PipelineEvent } from '../model/event.ts';
import type { Report } from '../model/report.ts';
import { closingOf } from '../report/closing.ts';
import { narrator } from '../report/narrate.ts';
import type { Line } from '../report/narrate-line.ts';
import { cut, withoutControls } from '../report/text.ts';
import type { Tone } from '../report/words.ts';

export interface Look {
  readonly color: boolean;
  /** Progress has a place of its own below the lines, and is not printed as lines. */
  readonly live: boolean;
  readonly quiet: boolean;
}

export interface TerminalRenderer {
  /** Lines that stay. */
  readonly lines: (event: PipelineEvent) => readonly string[];
  /** What is running now: lines that are replaced. Empty when the look is not live. */
  readonly status: (now: number, columns: number) => readonly string[];
  readonly closing: (report: Report, where: string) => readonly string[];
}

/** Events → what a terminal shows. Foreign text loses its control characters here. */
export function terminalRenderer(look: Look): TerminalRenderer {
  const tell = narrator();
  const running = new Map<string, Running>();
  let start: number | undefined;
  return {
    lines: (event) => {
      start ??= event.at;
      follow(event, running);
      const at = formatDuration(event.at - start).padStart(9);
      return tell(event)
        .filter((line) => wanted(line, event, look))
        .flatMap((line) => dress(line, at, look));
    },
    status: (now, columns) =>
      look.live ? [...running.values()].map((stage) => cut(statusLine(stage, now), Math.max(20, columns - 1))) : [],
    closing: (report, where) => closingLines(report, where, look),
  };
}

interface Running {
  readonly title: string;
  readonly since: number;
  readonly text: string;
}

function follow(event: PipelineEvent, running: Map<string, Running>): void {
  if (event.kind === 'stage-started') running.set(event.stage, { title: event.title, since: event.at, text: '' });
  if (event.kind === 'stage-finished') running.delete(event.stage);
  if (event.kind === 'run-finished') running.clear();
  const known = event.kind === 'progress' ? running.get(event.stage) : undefined;
  if (event.kind === 'progress' && known !== undefined) running.set(event.stage, { ...known, text: event.text });
}

function wanted(line: Line, event: PipelineEvent, look: Look): boolean {
  if (line.level === 'debug' || event.kind === 'run-finished') return false;
  if (look.quiet) return line.level === 'error' || line.level === 'warning';
  return !(look.live && (event.kind === 'progress' || event.kind === 'stage-started'));
}

function dress(line: Line, at: string, look: Look): readonly string[] {
  const indent = line.inner ? '  ' : '';
  const text = clean(line.text);
  const loud = line.tone === 'bad' || line.tone === 'warn' ? paint(text, line.tone, look) : text;
  const shown = line.tone === 'quiet' ? paint(text, 'quiet', look) : loud;
  const first = `${paint(at, 'quiet', look)}  ${indent}${paint(line.mark, line.tone, look)} ${shown}`;
  const more = (line.more ?? []).flatMap((part) => part.split('\n'));
  return [first, ...more.map((part) => `${' '.repeat(at.length + 4)}${indent}${clean(part)}`)];
}

function statusLine({ title, since, text }: Running, now: number): string {
  const detail = text === '' ? '' : `  ${clean(text)}`;
  return `${formatDuration(Math.max(0, now - since)).padStart(9)}  … ${clean(title)}${detail}`;
}

function closingLines(report: Report, where: string, look: Look): readonly string[] {
  const { tone, title, facts } = closingOf(report, where);
  const width = 12;
  return [
    '',
    paint(`${clean(title)}  (${formatDuration(report.durationMs)})`, tone, look, true),
    ...facts.flatMap(([label, text]) =>
      text
        .split('\n')
        .map((part, index) => `  ${paint((index === 0 ? label : '').padEnd(width), 'quiet', look)}${clean(part)}`),
    ),
  ];
}

/** One line, without anything that could move the cursor or paint. */
function clean(text: string): string {
  return withoutControls(cut(text, 2000)).replace(/[\n\t]/g, ' ');
}

const codes: Readonly<Record<Tone, string>> = { good: '32', bad: '31', warn: '33', quiet: '2', plain: '' };

function paint(text: string, tone: Tone, look: Look, bold = false): string {
  const code = [bold ? '1' : '', codes[tone]].filter(Boolean).join(';');
  return look.color && code !== '' && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text;
}
