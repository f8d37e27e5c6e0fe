export interface Instruction {
  /** In capitals. */
  readonly name: string;
  readonly value: string;
  /** Line of its first word, from 1. */
  readonly line: number;
}

/** The instructions of a Dockerfile in order: comments out, continued lines joined, heredocs skipped. */
export function parseDockerfile(text: string): Instruction[] {
  const lines = text.split(/\r?\n/);
  const found: Instruction[] = [];
  for (let at = 0; at < lines.length; at++) {
    if (isBlank(lines[at])) continue;
    const start = at;
    let value = lines[at] as string;
    while (/\\\s*$/.test(value) && at + 1 < lines.length) {
      const next = lines[++at] as string;
      value = isComment(next) ? value : value.replace(/\\\s*$/, ' ') + next;
    }
    const [, name = '', rest = ''] = /^\s*(\S+)\s*(.*)$/s.exec(value) ?? [];
    found.push({ name: name.toUpperCase(), value: rest.trim(), line: start + 1 });
    const heredoc = /<<-?\s*["']?(\w+)["']?/.exec(rest)?.[1];
    if (heredoc && ['RUN', 'COPY', 'ADD'].includes(name.toUpperCase()))
      while (at + 1 < lines.length && (lines[++at] as string).trim() !== heredoc);
  }
  return found;
}

export interface BaseImage {
  readonly ref: string;
  readonly line: number;
}

/** Images that the build starts from: not its own stages, not `scratch`; build arguments filled in. */
export function baseImages(
  instructions: readonly Instruction[],
  args: Readonly<Record<string, string>> = {},
): BaseImage[] {
  const known = new Map<string, string>();
  const stages = new Set(['scratch']);
  const found: BaseImage[] = [];
  for (const { name, value, line } of instructions) {
    if (name === 'ARG') {
      const [key = '', fallback = ''] = value.split(/=(.*)/s);
      if (found.length === 0) known.set(key, args[key] ?? fill(unquote(fallback), known));
    }
    if (name !== 'FROM') continue;
    const words = value.split(/\s+/).filter((word) => !word.startsWith('--'));
    const ref = fill(words[0] ?? '', known);
    if (!stages.has(ref.toLowerCase())) found.push({ ref, line });
    if (words[1]?.toUpperCase() === 'AS') stages.add((words[2] ?? '').toLowerCase());
  }
  return found;
}

function fill(text: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(
    /\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))/g,
    (_, braced, fallback, bare) => values.get(braced ?? bare) || (fallback ?? ''),
  );
}

function unquote(text: string): string {
  return text.replace(/^(["'])(.*)\1$/s, '$2');
}

function isComment(line: string | undefined): boolean {
  return /^\s*#/.test(line ?? '');
}

function isBlank(line: string | undefined): boolean {
  return isComment(line) || (line ?? '').trim() === '';
}
