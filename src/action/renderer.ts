import { formatDuration } from '../lib/duration.ts';
import type { PipelineEvent } from '../model/event.ts';
import type { Report } from '../model/report.ts';
import { annotationsOf } from '../report/annotations.ts';
import { closingOf } from '../report/closing.ts';
import { narrator } from '../report/narrate.ts';
import type { Line } from '../report/narrate-line.ts';
import { annotationCommand, group, harmless, quoted } from './commands.ts';

export interface ActionRenderer {
  readonly lines: (event: PipelineEvent) => readonly string[];
  /** The last words, and the annotations. */
  readonly closing: (report: Report, where: string) => readonly string[];
}

/**
 * Events → lines of the job log. Stages run side by side, so a group is printed when its stage ends; what is red is
 * printed at once and outside of groups. `token` makes the word that ends a quotation of foreign text.
 */
export function actionRenderer(token: () => string): ActionRenderer {
  const tell = narrator();
  const folded = new Map<string, string[]>();
  let start: number | undefined;
  const close = (
    key: string | undefined,
    event: PipelineEvent,
    [title, ...rest]: readonly string[],
  ): readonly string[] => {
    if (key === undefined || title === undefined || !ends(event)) return title === undefined ? [] : [title, ...rest];
    const inside = folded.get(key) ?? [];
    folded.delete(key);
    return group(title, [...rest, ...inside]);
  };
  return {
    lines: (event) => {
      start ??= event.at;
      const at = formatDuration(event.at - start).padStart(9);
      const lines = tell(event);
      const dressed = lines.flatMap((line) => dress(line, at, token));
      if (event.kind === 'environment') return group('Environment', dressed);
      if (event.kind === 'run-finished' || event.kind === 'evidence') return [];
      const key = keyOf(event);
      if (key === undefined || !lines.every(isDetail)) return close(key, event, dressed);
      folded.set(key, [...(folded.get(key) ?? []), ...dressed]);
      return [];
    },
    closing: (report, where) => [...lastWords(report, where, token), ...annotationsOf(report).map(annotationCommand)],
  };
}

/** The group that an event belongs to. */
function keyOf(event: PipelineEvent): string | undefined {
  switch (event.kind) {
    case 'check':
    case 'checkpoint-finished':
      return `checkpoint ${event.checkpoint}`;
    case 'command':
    case 'stage-finished':
      return event.stage;
    default:
      return undefined;
  }
}

/** Worth a look only when the reader opens the group. */
function isDetail(line: Line): boolean {
  return line.level === 'debug' || (line.inner === true && line.level === 'info');
}

function ends(event: PipelineEvent): boolean {
  return event.kind === 'stage-finished' || event.kind === 'checkpoint-finished';
}

function dress(line: Line, at: string, token: () => string): readonly string[] {
  const more = (line.more ?? []).flatMap((part) => part.split('\n')).map((part) => `               ${part}`);
  return [`${at}  ${line.inner ? '  ' : ''}${line.mark} ${harmless(line.text)}`, ...quoted(more, token())];
}

function lastWords(report: Report, where: string, token: () => string): readonly string[] {
  const { title, facts } = closingOf(report, where);
  const lines = facts.flatMap(([label, text]) =>
    text.split('\n').map((part, index) => `  ${(index === 0 ? label : '').padEnd(12)}${part}`),
  );
  return ['', harmless(title), ...quoted(lines, token())];
}
