export interface RedactStream {
  /** Takes the next piece and gives back what can be shown by now. */
  readonly push: (chunk: string) => string;
  /** Gives back the rest. */
  readonly end: () => string;
}

interface StreamInput {
  readonly text: (text: string) => string;
  readonly longest: () => number;
}

/** A line longer than this is cut, at a place where no secret can be. */
const longLine = 1 << 20;
/** A block of many lines, such as a key or wrapped base64, is waited for up to this size. */
const openBlock = 64 << 10;

/** Shows whole lines only, and keeps back what may be the beginning of a secret of several lines. */
export function createRedactStream({ text, longest }: StreamInput): RedactStream {
  let held = '';
  return {
    push: (chunk) => {
      held += chunk;
      const cut = cutOf(held, longest());
      const ready = held.slice(0, cut);
      held = held.slice(cut);
      return ready === '' ? '' : text(ready);
    },
    end: () => {
      const rest = held;
      held = '';
      return text(rest);
    },
  };
}

function cutOf(held: string, longest: number): number {
  const lastLine = held.lastIndexOf('\n') + 1;
  if (lastLine === 0) return held.length > longLine + longest ? gapBefore(held, held.length - longest) : 0;
  return openStart(held.slice(Math.max(0, lastLine - openBlock - longest), lastLine), lastLine);
}

/** Where a block begins that the end of the text may be in the middle of. */
function openStart(tail: string, lastLine: number): number {
  const key = tail.lastIndexOf('-----BEGIN ');
  const openKey = key >= 0 && !tail.slice(key + 11).includes('-----END ') ? lineStart(tail, key) : undefined;
  const start = Math.min(openKey ?? tail.length, wrappedStart(tail));
  return start === 0 ? lastLine : lastLine - (tail.length - start);
}

const wrappedLine = /^[ \t]*[\w+/=-]{16,}\\?\r?\n$|^[^\n]{0,200}[\w+/=-]{16,}\\?\r?\n$/;

/** Where the lines begin that may be wrapped base64, going back from the end. */
function wrappedStart(tail: string): number {
  let start = tail.length;
  while (start > 0) {
    const previous = lineStart(tail, start - 2);
    if (!wrappedLine.test(tail.slice(previous, start))) return start;
    start = previous;
  }
  return start;
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at) + 1;
}

function gapBefore(text: string, at: number): number {
  const gap = Math.max(...[' ', ',', '"', ';'].map((sign) => text.lastIndexOf(sign, at)));
  return gap > 0 ? gap : at;
}
