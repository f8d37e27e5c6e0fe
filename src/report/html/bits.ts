import type { Place } from '../../model/check.ts';
import { cut } from '../text.ts';
import { type Sign, signOf } from '../words.ts';
import { html, type Part, type Safe } from './safe.ts';

/** A verdict as a sign with its word: colour is never the only carrier. */
export function badge(verdict: Parameters<typeof signOf>[0], word = signOf(verdict).word): Safe {
  const sign = signOf(verdict);
  return html`<span class="badge ${sign.tone}">${mark(sign)} ${word}</span>`;
}

/** The sign alone; its word is there for a screen reader. */
export function mark(sign: Sign): Safe {
  return html`<span class="mark ${sign.tone}" aria-hidden="true">${sign.mark}</span>`;
}

export function wordedMark(verdict: Parameters<typeof signOf>[0]): Safe {
  const sign = signOf(verdict);
  return html`${mark(sign)}<span class="sr">${sign.word}: </span>`;
}

export function section(id: string, title: string, body: Part): Safe {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${body}</section>`;
}

/** A link to a file of the evidence folder; the script opens it in the log viewer, at the line that holds `find`. */
export function fileLink(file: string, find?: string, base = ''): Safe {
  const parts = file
    .toWellFormed()
    .split('/')
    .filter((part) => part !== '..');
  const target = `${base}evidence/${parts.map(encodeURIComponent).join('/')}`;
  const line = find === undefined ? '' : cut(find.split('\n')[0] ?? '', 300);
  return html`<a class="file" href="${target}" data-file="${file}" data-find="${line}">${file}</a>`;
}

/** Something to paste into a shell. */
export function command(text: string): Safe {
  return html`<div class="command" data-copy><pre tabindex="0">${text}</pre></div>`;
}

export function place(where: Place | undefined): Part {
  if (where === undefined) return undefined;
  const line = where.line === undefined ? '' : `:${where.line}`;
  return html`<span class="place">${where.file}${line}</span>`;
}

/** Running text in which `words between backticks` are code. */
export function prose(text: string): Safe {
  return html`${text.split('`').map((part, index, all) => (index % 2 === 1 && index < all.length - 1 ? html`<code>${part}</code>` : part))}`;
}

/** Text as it was said; a long one gets a window of its own, which the keyboard can scroll. */
export function detail(text: string): Part {
  if (text === '') return undefined;
  const long = text.length > 2000 || text.split('\n').length > 20;
  return long
    ? html`<pre class="detail long" tabindex="0">${cut(text, 20_000)}</pre>`
    : html`<p class="detail">${text}</p>`;
}

export function files(names: readonly string[]): Part {
  if (names.length === 0) return undefined;
  return html`<p class="files">Evidence: ${names.map((name, index) => html`${index > 0 && ', '}${fileLink(name)}`)}</p>`;
}
