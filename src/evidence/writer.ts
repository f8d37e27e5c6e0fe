import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf } from '../lib/error.ts';
import type { SecretRedactor } from '../lib/redact/redactor.ts';
import type { EvidenceItem } from '../model/evidence.ts';
import { legalPath } from './file-names.ts';

/** What is to be kept: text, or the reason why there is none. */
export interface Found {
  readonly file: string;
  readonly what: string;
  readonly command?: string;
  readonly text?: string;
  readonly truncated?: boolean;
  readonly failed?: string;
}

export interface Writer {
  readonly write: (found: Found) => Promise<EvidenceItem>;
  readonly items: () => readonly EvidenceItem[];
  /** Writes `index.json`: what there is, how it was got, and what could not be got. */
  readonly finish: () => Promise<void>;
}

/** The one way into the evidence folder. Names, commands and texts go through the redactor; what it fails on is not written. */
export function createWriter(dir: string, redactor: SecretRedactor): Writer {
  const items: EvidenceItem[] = [];
  const write = async (found: Found): Promise<EvidenceItem> => {
    const file = legalPath(redactor.text(found.file));
    const text = redactedOr(found, redactor);
    if (text.failed === undefined) await save(join(dir, file), text.content);
    const item: EvidenceItem = {
      file,
      what: redactor.text(found.what),
      ...(found.command === undefined ? {} : { command: redactor.text(found.command) }),
      bytes: text.failed === undefined ? Buffer.byteLength(text.content) : 0,
      sha256: text.failed === undefined ? createHash('sha256').update(text.content).digest('hex') : '',
      truncated: found.truncated ?? false,
      ...(text.failed === undefined ? {} : { failed: text.failed }),
    };
    items.push(item);
    return item;
  };
  return {
    write,
    items: () => items,
    finish: () => save(join(dir, 'index.json'), `${JSON.stringify({ version: 1, items }, null, 2)}\n`),
  };
}

function redactedOr(found: Found, redactor: SecretRedactor): { readonly content: string; readonly failed?: string } {
  if (found.text === undefined) return { content: '', failed: redactor.text(found.failed ?? 'nothing was found') };
  try {
    return { content: redactor.text(found.text), ...(found.failed === undefined ? {} : {}) };
  } catch (error) {
    return { content: '', failed: `not written, since it could not be redacted: ${messageOf(error).slice(0, 80)}` };
  }
}

async function save(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}
