import { type Match, type Matcher, runStart } from './matcher.ts';

const block = /(?:[ \t]*[\w+/-]{16,}(?:\\?\r?\n|\\n))+[ \t]*[\w+/-]*={0,2}/y;
const lineEnd = /\\?\r?\n|\\n/;
const shortest = 16;

/** Base64 and hex that a tool has broken into lines: looked at as one word, hidden as a whole, with as many lines as before. */
export function hideWrapped(text: string, matcher: Matcher, show: (match: Match, found: string) => string): string {
  return ['\n', '\\n'].reduce((result, end) => hideWrappedAt(result, end, { matcher, show }), text);
}

interface Tools {
  readonly matcher: Matcher;
  readonly show: (match: Match, found: string) => string;
}

function hideWrappedAt(text: string, end: string, { matcher, show }: Tools): string {
  const pieces: string[] = [];
  let done = 0;
  for (let at = text.indexOf(end); at >= 0; at = text.indexOf(end, at + 1)) {
    const start = wordBefore(text, at);
    if (start < done || at - start < shortest) continue;
    const found = blockAt(text, start);
    const match = found && matcher.find(joined(found), 0);
    if (match) {
      pieces.push(text.slice(done, start), show(match, found));
      done = start + found.length;
    }
    at = Math.max(at, start + (found?.length ?? 0) - 1);
  }
  return done === 0 ? text : pieces.join('') + text.slice(done);
}

function wordBefore(text: string, lineBreak: number): number {
  const wordEnd = text[lineBreak - 1] === '\r' || text[lineBreak - 1] === '\\' ? lineBreak - 1 : lineBreak;
  return runStart(text, wordEnd);
}

function blockAt(text: string, start: number): string | undefined {
  block.lastIndex = start;
  return block.exec(text)?.[0];
}

function joined(found: string): string {
  return found
    .split(lineEnd)
    .map((line) => line.trim())
    .join('');
}
