import type { Annotation } from '../report/annotations.ts';
import { cut, withoutControls } from '../report/text.ts';

/** The runner obeys `::command::` at the start of a line and `##[command]` anywhere in one, whoever printed it. */
export function harmless(line: string): string {
  return withoutControls(cut(line, 2000))
    .replaceAll('\n', ' ')
    .replace(/^(\s*):(?=:)/, '$1:\u200b')
    .replaceAll('##[', '##\u200b[');
}

/** Foreign lines, printed while the runner does not listen. The token must be new for each block and unguessable. */
export function quoted(lines: readonly string[], token: string): readonly string[] {
  if (lines.length === 0) return [];
  return [`::stop-commands::${token}`, ...lines.map(harmless), `::${token}::`];
}

export function group(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [harmless(title)] : [`::group::${data(harmless(title))}`, ...lines, '::endgroup::'];
}

/** An annotation as the command that makes it. */
export function annotationCommand({ level, title, message, place }: Annotation): string {
  const where = place === undefined ? {} : { file: place.file, line: place.line, col: place.column };
  const properties = Object.entries({ ...where, title })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${property(String(value))}`);
  return `::${level} ${properties.join(',')}::${data(message)}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
