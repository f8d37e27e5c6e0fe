import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';

const client = join(import.meta.dirname, '../../src/report/html/client');

/** The module with style and script of the page, as the bundlers and the type checker can import it. */
export function assetsModule(): string {
  return [
    '// Made from client/ by scripts/report.ts; edit there.',
    `export const pageCss = ${literal(css())};`,
    `export const pageJs = ${literal(js())};`,
    '',
  ].join('\n');
}

/** A template literal over several lines, so that a change can be read in a diff. */
function literal(text: string): string {
  return `\`${text.replace(/[`\\]|\$\{/g, '\\$&')}\``;
}

function css(): string {
  const dark = read('dark.css').trim().replaceAll('\n', ' ');
  return compact(
    read('page.css')
      .replaceAll('@dark', dark)
      .replace(/\s*\/\*.*?\*\//gs, ''),
  );
}

/** One function around everything, so that the page has no globals. */
function js(): string {
  const lines = stripTypeScriptTypes(read('lines.ts')).replace(/^export /gm, '');
  return `(() => {\n'use strict';\n${compact([lines, read('viewer.js'), read('page.js')].join('\n'))}\n})();`;
}

/** Without indentation, whole-line comments and empty lines: enough, and still readable in the browser. */
function compact(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(\/\/|\/\*\*.*\*\/$)/.test(line))
    .join('\n');
}

function read(name: string): string {
  return readFileSync(join(client, name), 'utf8');
}
