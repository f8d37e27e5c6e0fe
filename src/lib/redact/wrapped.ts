import type { Match, Matcher } from './matcher.ts';

const block = /(?:[ \t]*[\w+/-]{16,}(?:\\?\r?\n|\\n))+[ \t]*[\w+/-]*={0,2}/g;
const lineEnd = /\\?\r?\n|\\n/;

/** Base64 and hex that a tool has broken into lines: looked at as one word, hidden as a whole, with as many lines as before. */
export function hideWrapped(text: string, matcher: Matcher, show: (match: Match, found: string) => string): string {
  if (!/[\w+/-]{16,}(?:\\?\r?\n|\\n)/.test(text)) return text;
  return text.replace(block, (found) => {
    const joined = found
      .split(lineEnd)
      .map((line) => line.trim())
      .join('');
    const match = matcher.find(joined, 0);
    return match ? show(match, found) : found;
  });
}
