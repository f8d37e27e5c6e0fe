/** Reads `KEY=value` lines: comments, `export`, single and double quotes, `\n` inside double quotes. Later lines win. */
export function parseDotEnv(text: string): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line);
    if (match) values[match[1] as string] = unquote(match[2] as string);
  }
  return values;
}

function unquote(text: string): string {
  const single = /^'([^']*)'/.exec(text);
  if (single) return single[1] as string;
  const double = /^"((?:[^"\\]|\\.)*)"/.exec(text);
  if (double) return (double[1] as string).replaceAll(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char));
  return text.replace(/\s+#.*$/, '');
}
