import { cut, withoutControls } from './text.ts';

/** Foreign text as plain words inside Markdown: no markup, no HTML, no mention, on one line. */
export function inline(text: string, max = 300): string {
  return cut(withoutControls(text).replace(/\s+/g, ' ').trim(), max)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]()#+!|~$^=-]/g, '\\$&')
    .replaceAll('@', '@\u200b')
    .replace(/(https?|ftp|www)(:|\.)/gi, '$1\u200b$2');
}

/** Foreign text as inline code; the run of backticks around it is longer than any inside. */
export function code(text: string, max = 300): string {
  const clean = cut(withoutControls(text).replace(/\s+/g, ' ').trim(), max).replaceAll('|', '\u2502');
  const ticks = '`'.repeat(longestRun(clean) + 1);
  return clean === '' ? '' : `${ticks}${pad(clean)}${ticks}`;
}

/** Foreign text as a block; the fence is longer than any run of backticks inside. */
export function block(text: string, max = 4000): string {
  const clean = cut(withoutControls(text), max);
  const fence = '`'.repeat(Math.max(3, longestRun(clean) + 1));
  return `${fence}text\n${clean}\n${fence}`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export function details(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

function pad(text: string): string {
  return text.startsWith('`') || text.endsWith('`') ? ` ${text} ` : text;
}
