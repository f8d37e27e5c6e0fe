import { dump } from 'js-yaml';
import { lineDiff } from '../lib/line-diff.ts';
import { type Document, idOf, titleOf } from './documents.ts';

export interface Change {
  readonly title: string;
  readonly kind: 'added' | 'changed' | 'removed';
  /** Signed lines; empty for what is added or removed whole. */
  readonly lines: readonly string[];
}

/** A token for a secret value: equal values have equal tokens, and nothing can be read from one. */
export type Token = (value: string) => string;

/** What applying `next` would change of `present`, object by object. */
export function compareDocuments(present: readonly Document[], next: readonly Document[], token: Token): Change[] {
  const before = new Map(present.map((document) => [idOf(document), document]));
  const after = new Set(next.map(idOf));
  const gone = present.filter((document) => !after.has(idOf(document)));
  return [
    ...next.flatMap((document): Change[] => {
      const old = before.get(idOf(document));
      const title = titleOf(document);
      if (!old) return [{ title, kind: 'added', lines: [] }];
      const lines = lineDiff(shown(old, token), shown(document, token));
      return lines.length === 0 ? [] : [{ title, kind: 'changed', lines }];
    }),
    ...gone.map((document): Change => ({ title: titleOf(document), kind: 'removed', lines: [] })),
  ];
}

/** One line for the log. */
export function summarise(changes: readonly Change[]): string {
  const words = (['added', 'changed', 'removed'] as const).flatMap((kind) => {
    const titles = changes.filter((change) => change.kind === kind).map(({ title }) => title);
    return titles.length === 0 ? [] : [`${kind}: ${titles.join(', ')}`];
  });
  return words.join('; ') || 'nothing changes';
}

export function changesText(changes: readonly Change[]): string {
  return changes
    .map(({ title, kind, lines }) => `# ${title}: ${kind}\n${lines.map((line) => `${line}\n`).join('')}`)
    .join('\n');
}

/** A Secret is shown by its keys, each with the token of its value. Comments say only where in the chart it stands. */
function shown({ object, text }: Document, token: Token): string {
  if (object.kind !== 'Secret') return text.replace(/^# Source: .*\n/, '');
  const { data = {}, stringData = {}, ...rest } = object as unknown as Record<string, Record<string, unknown>>;
  const values = [
    ...Object.entries(data ?? {}).map(([key, value]) => [key, Buffer.from(String(value), 'base64').toString('utf8')]),
    ...Object.entries(stringData ?? {}).map(([key, value]) => [key, String(value)]),
  ] as [string, string][];
  return dump({
    ...rest,
    values: Object.fromEntries(values.map(([key, value]) => [key, `(hidden, ${token(value)})`])),
  });
}
