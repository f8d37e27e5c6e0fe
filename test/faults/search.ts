import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { formsOf } from './canary.ts';

export interface Thing {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Where the secret stands, in any form, in any of the things or in an archive within; by means of its own, not by the product's. */
export function search(things: readonly Thing[], secret: string): readonly string[] {
  const forms = Object.entries(formsOf(secret));
  return things.flatMap(opened).flatMap(({ name, bytes }) => {
    const text = bytes.toString('utf8');
    return forms.filter(([, form]) => text.includes(form)).map(([form]) => `${name} shows the secret (${form})`);
  });
}

export function filesIn(folder: string): readonly Thing[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ name: relative(folder, path), bytes: readFileSync(path) }));
}

/** The thing itself, and what is packed in it. */
function opened(thing: Thing): readonly Thing[] {
  const { name, bytes } = thing;
  if (bytes[0] === 0x1f && bytes[1] === 0x8b)
    return [thing, ...opened({ name: `${name} > gunzip`, bytes: gunzipSync(bytes) })];
  if (bytes.toString('latin1', 257, 262) !== 'ustar') return [thing];
  return [thing, ...entriesOf(bytes).flatMap((inner) => opened({ ...inner, name: `${name} > ${inner.name}` }))];
}

const block = 512;

function entriesOf(tar: Buffer): readonly Thing[] {
  const entries: Thing[] = [];
  for (let at = 0; at + block <= tar.length && tar[at] !== 0; ) {
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 136), 8);
    const name = tar.toString('utf8', at, at + 100).replace(/\0.*$/s, '');
    entries.push({ name, bytes: tar.subarray(at + block, at + block + size) });
    at += block + Math.ceil(size / block) * block;
  }
  return entries;
}
