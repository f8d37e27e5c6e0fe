import type { PipelineEvent } from '../model/event.ts';
import type { Report } from '../model/report.ts';
import { type Look, terminalRenderer } from './renderer.ts';

/** The part of a stream that a screen needs. */
export interface Stream {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface Screen {
  readonly show: (event: PipelineEvent) => void;
  readonly close: (report: Report, where: string) => void;
}

/** Colour and movement only where a person looks on. */
export function lookOf(
  stream: Stream,
  env: Readonly<Record<string, string | undefined>>,
  wish: { readonly color: boolean; readonly quiet: boolean },
): Look {
  const person = stream.isTTY === true && env.TERM !== 'dumb';
  return {
    color: wish.color && person && (env.NO_COLOR ?? '') === '',
    live: person && env.CI === undefined && !wish.quiet,
    quiet: wish.quiet,
  };
}

/** Writes lines, and below them, on a terminal, what is running, redrawn every second with the elapsed times. */
export function openScreen(stream: Stream, look: Look, now: () => number): Screen {
  const renderer = terminalRenderer(look);
  let drawn = 0;
  const draw = (lines: readonly string[]): void => {
    const status = renderer.status(now(), stream.columns ?? 80);
    const erase = drawn > 0 ? `\u001b[${drawn}A\u001b[J` : '';
    drawn = status.length;
    const text = [...lines, ...status].map((line) => `${line}\n`).join('');
    if (erase !== '' || text !== '') stream.write(erase + text);
  };
  const timer = look.live ? setInterval(() => draw([]), 1000) : undefined;
  timer?.unref();
  return {
    show: (event) => draw(renderer.lines(event)),
    close: (report, where) => {
      clearInterval(timer);
      draw(renderer.closing(report, where));
    },
  };
}

/** One event per line, for programs. */
export function jsonScreen(stream: Stream): Screen {
  return { show: (event) => stream.write(`${JSON.stringify(event)}\n`), close: () => undefined };
}
