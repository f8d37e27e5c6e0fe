/** An argv array as a line that can be pasted into a POSIX shell. */
export function quoteArgv(argv: readonly string[]): string {
  return argv.map(quote).join(' ');
}

function quote(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", "'\\''")}'`;
}
