import type { RuleTarget } from '../contract.ts';
import { parsePath } from '../json/path.ts';

/** `$.a.b`, `header[x-id]`, `set-cookie[session]` or `body`; undefined when it is none of these. */
export function parseTarget(text: string): RuleTarget | undefined {
  if (text === 'body') return { part: 'body' };
  const [, part, name] = /^(header|set-cookie)\[([^\]]+)\]$/.exec(text) ?? [];
  if (name !== undefined) {
    return part === 'header' ? { part: 'header', name: name.toLowerCase() } : { part: 'cookie', name };
  }
  const pattern = parsePath(text);
  return pattern && { part: 'json', pattern };
}

export const targetForms = 'write $.a.b, $.list[*].id, header[x-name], set-cookie[name] or body';
