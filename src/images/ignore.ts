/** A `.dockerignore` file: the last pattern that matches a path, or a folder above it, decides. */
export type IsIgnored = (path: string) => boolean;

export function parseIgnore(text: string): IsIgnored & { readonly hasExceptions: boolean } {
  const rules = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ keep: line.startsWith('!'), pattern: toPattern(line.replace(/^!/, '')) }));
  const isIgnored = (path: string): boolean => rules.findLast(({ pattern }) => pattern.test(path))?.keep === false;
  return Object.assign(isIgnored, { hasExceptions: rules.some(({ keep }) => keep) });
}

/** Rooted at the context; `**` spans folders; a pattern also covers everything below what it names. */
function toPattern(line: string): RegExp {
  const clean = line
    .trim()
    .replace(/^\.?\/+/, '')
    .replace(/\/+$/, '');
  const body = clean.replaceAll(/\*\*\/|\*\*|\*|\?|\[[^\]]*\]|\\.|[.+^${}()|\\]/g, (token) => {
    if (token === '**/') return '(?:.*/)?';
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    return token.startsWith('[') || (token.startsWith('\\') && token.length > 1) ? token : `\\${token}`;
  });
  return new RegExp(`^${body}(?:/.*)?$`, 's');
}
