import { withoutControls } from '../text.ts';

/** Markup that may stand in the page as it is. Only `html` makes it, so whatever else is put in is escaped. */
export interface Safe {
  readonly markup: string;
}

export type Part = Safe | string | number | false | undefined | readonly Part[];

/** A template whose values are escaped, unless they are markup themselves. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Safe {
  // Adding, not joining: long texts are copied once, when the page is written, instead of at every level.
  let markup = '';
  for (const [index, text] of strings.entries())
    markup += text + (index < values.length ? markupOf(values[index]) : '');
  return { markup };
}

export function escapeHtml(text: string): string {
  return withoutControls(text)
    .toWellFormed()
    .replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A value as JSON for a data block: nothing in it can close the block or open a comment. */
export function jsonBlock(value: unknown): Safe {
  const json = JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return { markup: `<script type="application/json">${json}</script>` };
}

function markupOf(part: Part): string {
  if (part === false || part === undefined) return '';
  if (typeof part === 'object') return 'markup' in part ? part.markup : part.map(markupOf).join('');
  return escapeHtml(String(part));
}
