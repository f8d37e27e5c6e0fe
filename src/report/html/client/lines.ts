/** The part of the log viewer that needs no browser: which lines are shown. It is built into the page. */
export interface LogFile {
  readonly name: string;
  readonly what: string;
  readonly text: string;
}

export interface Book {
  readonly files: readonly LogFile[];
  readonly lines: readonly string[];
  /** Index of the first line of each file, and the number of all lines at the end. */
  readonly starts: readonly number[];
  readonly levels: Uint8Array;
}

export const levelNames = ['error', 'warning', 'info', 'debug'] as const;

export interface Wanted {
  /** Index of a file, or -1 for all of them. */
  readonly file: number;
  /** Plain text, or a regular expression between slashes. */
  readonly query: string;
  readonly levels: readonly boolean[];
}

export function bookOf(files: readonly LogFile[]): Book {
  const lines: string[] = [];
  const starts: number[] = [];
  for (const file of files) {
    starts.push(lines.length);
    const own = file.text.split('\n');
    if (own.at(-1) === '') own.pop();
    for (const line of own) lines.push(line);
  }
  starts.push(lines.length);
  return { files, lines, starts, levels: Uint8Array.from(lines, levelOf) };
}

/** 0 error, 1 warning, 2 information, 3 debug: by the words that the usual loggers put near the start of a line. */
export function levelOf(line: string): number {
  const head = line.slice(0, 240);
  if (
    /\b(error|err|fatal|panic|crit(ical)?|alert|emerg(ency)?|traceback|\w*exception|\w+error|failed|refused)\b|✗|➜/i.test(
      head,
    )
  )
    return 0;
  if (/\b(warn(ing)?|backoff)\b/i.test(head)) return 1;
  return /\b(debug|trace|verbose)\b/i.test(head) ? 3 : 2;
}

/** Undefined when the query is empty; a broken regular expression is searched as the text it is. */
export function matcher(query: string): RegExp | undefined {
  if (query === '') return undefined;
  const pattern = /^\/(.+)\/$/.exec(query)?.[1];
  try {
    return new RegExp(pattern ?? literal(query), 'gi');
  } catch {
    return new RegExp(literal(query), 'gi');
  }
}

/** The numbers of the lines to show, in order. */
export function select(book: Book, wanted: Wanted): Uint32Array {
  const from = wanted.file < 0 ? 0 : (book.starts[wanted.file] ?? 0);
  const to = wanted.file < 0 ? book.lines.length : (book.starts[wanted.file + 1] ?? 0);
  const pattern = matcher(wanted.query);
  const found = new Uint32Array(to - from);
  let count = 0;
  for (let index = from; index < to; index++) {
    if (!wanted.levels[book.levels[index] ?? 2]) continue;
    if (pattern !== undefined) {
      pattern.lastIndex = 0;
      if (!pattern.test(book.lines[index] ?? '')) continue;
    }
    found[count++] = index;
  }
  return found.subarray(0, count);
}

/** The file that a line belongs to. */
export function fileOf(book: Book, line: number): number {
  let low = 0;
  let high = book.files.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((book.starts[middle] ?? 0) <= line) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Where a quoted text stands in a file: the line that holds it, or the one that shares most of its words. */
export function find(book: Book, file: number, quote: string): number {
  const from = book.starts[file] ?? 0;
  const own = book.lines.slice(from, book.starts[file + 1]);
  const exact = quote.trim() === '' ? -1 : own.findIndex((line) => line.includes(quote.trim()));
  if (exact >= 0) return from + exact;
  const words = [...new Set(quote.split(/\s+/))].filter((word) => word.length > 2);
  let best = 0;
  let most = 0;
  for (const [index, line] of own.entries()) {
    const shared = words.reduce((sum, word) => sum + (line.includes(word) ? word.length : 0), 0);
    if (shared > most) [best, most] = [index, shared];
  }
  return from + best;
}

/** The rows in sight, and some around them so that a fast scroll shows no white. */
export function sight(
  view: { readonly top: number; readonly height: number },
  rows: number,
  row: number,
): [number, number] {
  const first = Math.max(0, Math.min(rows, Math.floor(view.top / row)) - 20);
  return [first, Math.min(rows, first + Math.ceil(view.height / row) + 40)];
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
