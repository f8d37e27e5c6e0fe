import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { messageOf } from '../lib/error.ts';
import type { SecretRedactor } from '../lib/redact/redactor.ts';
import { findLeak } from '../lib/redact/scan.ts';

export interface Sealed {
  readonly files: number;
  /** Files that still held a known secret, or could not be looked into: their content has been replaced. */
  readonly withheld: readonly { readonly file: string; readonly secret: string; readonly path: readonly string[] }[];
  /** Names whose values are too common to be hidden wherever they stand. */
  readonly guessable: readonly string[];
}

/**
 * The last look at a finished folder, before anything of it is uploaded: a file that holds a secret is withheld. The `own` files
 * are made of texts that were all redacted before: an ordinary word in them is one of ours.
 */
export async function seal(dir: string, redactor: SecretRedactor, own: readonly string[] = []): Promise<Sealed> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const withheld: Sealed['withheld'][number][] = [];
  for (const file of files) {
    const name = relative(dir, file);
    const leak = await lookInto(file, name, own.includes(name) ? redactor.knownInOwn : redactor.knownIn);
    if (!leak) continue;
    await writeFile(file, standIn(name, redactor.text(leak.secret)));
    withheld.push({ file: redactor.text(name), ...leak });
  }
  const sealed = { files: files.length, withheld, guessable: redactor.guessable() };
  await writeFile(join(dir, 'redaction-report.json'), `${JSON.stringify(sealed, null, 2)}\n`);
  return sealed;
}

/** Programs that read it find what they can parse, and people find why. */
function standIn(name: string, secret: string): string {
  const why = `This file was withheld: it still held ${secret}.`;
  return name.endsWith('.json') ? `${JSON.stringify({ withheld: why })}\n` : `${why}\n`;
}

async function lookInto(file: string, name: string, knownIn: SecretRedactor['knownIn']) {
  try {
    return findLeak(name, await readFile(file), knownIn);
  } catch (error) {
    return { secret: `unreadable: ${messageOf(error)}`, path: [] };
  }
}
