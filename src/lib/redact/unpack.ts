import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

export interface Unpacked {
  readonly name: string;
  readonly bytes: Buffer;
}

/** An archive that opens to more than this is not looked into; the caller treats it as unreadable. */
const mostBytes = 512 << 20;

/** What is inside of a file, when it is a gzip, a zlib stream, a tar or a zip. */
export function unpack(bytes: Buffer): Unpacked[] {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return [{ name: '', bytes: inflate(gunzipSync, bytes) }];
  if (bytes[0] === 0x78 && bytes.readUInt16BE(0) % 31 === 0 && bytes.length > 8) return zlib(bytes);
  if (bytes.toString('latin1', 257, 262) === 'ustar') return [...tarEntries(bytes)];
  if (bytes.toString('latin1', 0, 4) === 'PK\u0003\u0004') return [...zipEntries(bytes)];
  return [];
}

function inflate(method: typeof gunzipSync, bytes: Buffer): Buffer {
  return method(bytes, { maxOutputLength: mostBytes });
}

/** Two bytes are a weak sign of zlib: a text may begin like that. */
function zlib(bytes: Buffer): Unpacked[] {
  try {
    return [{ name: '', bytes: inflate(inflateSync, bytes) }];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw error;
    return [];
  }
}

function* tarEntries(bytes: Buffer): Generator<Unpacked> {
  for (let at = 0; at + 512 <= bytes.length && bytes[at] !== 0; ) {
    const name = bytes.toString('utf8', at, at + 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(bytes.toString('latin1', at + 124, at + 136), 8) || 0;
    yield { name, bytes: bytes.subarray(at + 512, at + 512 + size) };
    at += 512 + Math.ceil(size / 512) * 512;
  }
}

/** Read by the directory at the end, which knows the sizes also where the entries do not. */
function* zipEntries(bytes: Buffer): Generator<Unpacked> {
  const end = bytes.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
  if (end < 0) throw new Error('a zip file without its directory');
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const nameLength = bytes.readUInt16LE(at + 28);
    yield {
      name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
      bytes: zipEntry(bytes, {
        at: bytes.readUInt32LE(at + 42),
        size: bytes.readUInt32LE(at + 20),
        method: bytes.readUInt16LE(at + 10),
      }),
    };
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
}

function zipEntry(
  bytes: Buffer,
  entry: { readonly at: number; readonly size: number; readonly method: number },
): Buffer {
  const start = entry.at + 30 + bytes.readUInt16LE(entry.at + 26) + bytes.readUInt16LE(entry.at + 28);
  const body = bytes.subarray(start, start + entry.size);
  return entry.method === 0 ? body : inflate(inflateRawSync as typeof gunzipSync, body);
}
