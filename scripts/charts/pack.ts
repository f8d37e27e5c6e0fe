// Packs a chart as `helm package` does, but byte for byte the same each time, so that a test can tell a stale copy.
import { gunzipSync, gzipSync } from 'node:zlib';

export type PackedFile = { readonly path: string; readonly text: string };

const BLOCK = 512;

export const pack = (files: readonly PackedFile[]): Buffer => {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  return gzipSync(Buffer.concat([...sorted.map(entry), Buffer.alloc(2 * BLOCK)]), { level: 9 });
};

/** Compressed bytes depend on the zlib in use; what they unpack to does not. */
export const samePackage = (a: Buffer, b: Buffer): boolean => gunzipSync(a).equals(gunzipSync(b));

const entry = (file: PackedFile): Buffer => {
  const body = Buffer.from(file.text);
  const padding = Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK);
  return Buffer.concat([header(file.path, body.length), body, padding]);
};

// The fields of a POSIX ustar header, each at its fixed offset.
const header = (path: string, size: number): Buffer => {
  const block = Buffer.alloc(BLOCK);
  block.write(path, 0, 100);
  block.write(octal(0o644, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(size, 11), 124);
  block.write(octal(0, 11), 136);
  block.write('0', 156);
  block.write('ustar\0', 257);
  block.write('00', 263);
  block.write(' '.repeat(8), 148);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148);
  return block;
};

const octal = (value: number, width: number): string => value.toString(8).padStart(width, '0');
