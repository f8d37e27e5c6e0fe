export type Language = 'python' | 'script';

/** The same text, place by place, with comments and Python's documentation strings blanked out. */
export function withoutComments(text: string, language: Language): string {
  return text.replaceAll(language === 'python' ? pythonParts : scriptParts, (part) =>
    isComment(part, language) ? part.replaceAll(/[^\n]/g, ' ') : part,
  );
}

/** Strings are alternatives too, so that what looks like a comment inside one stays. */
const pythonParts = /("""|''')[\s\S]*?\1|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|#[^\n]*/g;
const scriptParts =
  /\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|(?<=^|[\s;,(){}])\/\/[^\n]*/gm;

function isComment(part: string, language: Language): boolean {
  return language === 'python' ? /^(#|"""|''')/.test(part) : /^\/[/*]/.test(part);
}

/** The arguments of a call, from the place of its opening bracket; undefined when it is never closed. */
export function argumentsAt(
  text: string,
  open: number,
): { readonly args: readonly string[]; readonly end: number } | undefined {
  const args: string[] = [];
  let [depth, from] = [0, open + 1];
  for (let at = open; at < text.length; at++) {
    const character = text[at] ?? '';
    if (quotes.includes(character)) at = endOfString(text, at);
    else if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth--;
    const closed = depth === 0;
    if (closed || (depth === 1 && character === ',')) {
      args.push(text.slice(from, at).trim());
      from = at + 1;
    }
    if (closed) return { args: args.filter((one) => one !== ''), end: at };
  }
  return undefined;
}

const quotes = ['"', "'", '`'];

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== text[start]) at += text[at] === '\\' ? 2 : 1;
  return at;
}

/** The text of a plain string literal; undefined for everything that has to be calculated. */
export function literal(source: string | undefined): string | undefined {
  const [, quote, text] = /^(["'`])((?:(?!\1)[^\\\n])*)\1$/.exec(source ?? '') ?? [];
  return quote === '`' && text?.includes('${') ? undefined : text;
}

export function lineOf(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}
