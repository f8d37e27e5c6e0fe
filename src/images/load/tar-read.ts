export interface TarEntry {
  readonly name: string;
  readonly size: number;
  readonly type: 'file' | 'link' | 'other';
}

/** Where the bytes of one entry go. Each promise is awaited before the next chunk is taken: that is the backpressure. */
export interface EntrySink {
  readonly write: (chunk: Uint8Array) => void | Promise<void>;
  readonly end: () => void | Promise<void>;
}

/** Returns a sink for an entry that is wanted, undefined for one that is dropped. */
export type OnEntry = (entry: TarEntry) => EntrySink | undefined | Promise<EntrySink | undefined>;

export interface TarReader {
  readonly push: (chunk: Uint8Array) => Promise<void>;
  /** Throws when the archive stopped in the middle of an entry. */
  readonly end: () => void;
}

const block = 512;

/** Reads a tar archive as it arrives, without ever holding more than one header and one chunk. */
export function tarReader(onEntry: OnEntry): TarReader {
  const reading: Reading = { header: Buffer.alloc(block), headerBytes: 0, body: 0, padding: 0, override: {}, onEntry };
  return {
    push: async (chunk) => {
      let at = 0;
      while (at < chunk.length) at += await take(reading, chunk.subarray(at));
    },
    end: () => {
      if (reading.body > 0 || reading.headerBytes > 0) throw new Error('the archive ends in the middle of an entry');
    },
  };
}

/** Where the reader stands. */
interface Reading {
  readonly onEntry: OnEntry;
  readonly header: Buffer;
  headerBytes: number;
  /** What is still to come of the entry, and of the zeros after it. */
  body: number;
  padding: number;
  sink?: EntrySink | undefined;
  /** What an entry before it says about the next one. */
  override: { readonly name?: string; readonly size?: number };
}

/** Uses what it can of the bytes there are, and says how many those were. */
async function take(reading: Reading, rest: Uint8Array): Promise<number> {
  if (reading.body > 0) return takeBody(reading, rest);
  if (reading.padding > 0) {
    const skipped = Math.min(reading.padding, rest.length);
    reading.padding -= skipped;
    return skipped;
  }
  const taken = Math.min(block - reading.headerBytes, rest.length);
  reading.header.set(rest.subarray(0, taken), reading.headerBytes);
  reading.headerBytes += taken;
  if (reading.headerBytes === block) await begin(reading);
  return taken;
}

async function takeBody(reading: Reading, rest: Uint8Array): Promise<number> {
  const taken = Math.min(reading.body, rest.length);
  await reading.sink?.write(rest.subarray(0, taken));
  reading.body -= taken;
  if (reading.body === 0) await finish(reading);
  return taken;
}

async function begin(reading: Reading): Promise<void> {
  reading.headerBytes = 0;
  if (reading.header.every((byte) => byte === 0)) return;
  const { override } = reading;
  const { flag, ...raw } = parseHeader(reading.header);
  const size = override.size ?? raw.size;
  reading.body = size;
  reading.padding = (block - (size % block)) % block;
  if ('xgLK'.includes(flag)) reading.sink = collect(size, (data) => extend(reading, flag, data));
  else {
    reading.override = {};
    reading.sink = await reading.onEntry({ name: override.name ?? raw.name, size, type: typeOf(flag) });
  }
  if (size === 0) await finish(reading);
}

async function finish(reading: Reading): Promise<void> {
  const { sink } = reading;
  reading.sink = undefined;
  await sink?.end();
}

function extend(reading: Reading, flag: string, data: Buffer): void {
  if (flag === 'L') reading.override = { ...reading.override, name: text(data) };
  else if (flag === 'x') reading.override = { ...reading.override, ...parsePax(data) };
}

/** Gathers a small entry; the caller decides which entries are small. */
export function collect(size: number, done: (data: Buffer) => void): EntrySink {
  const data = Buffer.alloc(size);
  let at = 0;
  return {
    write: (chunk) => {
      data.set(chunk, at);
      at += chunk.length;
    },
    end: () => done(data),
  };
}

function parseHeader(header: Buffer): { name: string; size: number; flag: string } {
  const checksum = Number.parseInt(text(header.subarray(148, 156)).trim(), 8);
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  if (sum !== checksum) throw new Error('this is not a tar archive: a header has a wrong checksum');
  const ustar = header.subarray(257, 262).toString('latin1') === 'ustar';
  const prefix = ustar ? text(header.subarray(345, 500)) : '';
  const name = text(header.subarray(0, 100));
  return {
    name: prefix ? `${prefix}/${name}` : name,
    size: parseSize(header.subarray(124, 136)),
    flag: header[156] === 0 ? '0' : String.fromCharCode(header[156] as number),
  };
}

/** Octal text, or a binary number where the size is 8 GiB or more. */
function parseSize(field: Buffer): number {
  if (((field[0] as number) & 0x80) === 0) return Number.parseInt(text(field).trim() || '0', 8);
  return field.subarray(4).reduce((total, byte) => total * 256 + byte, 0);
}

/** `LENGTH KEY=VALUE\n`, where LENGTH counts bytes. */
function parsePax(data: Buffer): { name?: string; size?: number } {
  const found: { name?: string; size?: number } = {};
  for (let at = 0; at < data.length; ) {
    const blank = data.indexOf(32, at);
    const length = Number(data.subarray(at, blank).toString('latin1'));
    if (blank < 0 || !(length > 0)) break;
    const [key, value = ''] = data
      .subarray(blank + 1, at + length - 1)
      .toString('utf8')
      .split(/=(.*)/s);
    if (key === 'path') found.name = value;
    if (key === 'size') found.size = Number(value);
    at += length;
  }
  return found;
}

function typeOf(flag: string): TarEntry['type'] {
  if (flag === '0' || flag === '7') return 'file';
  return flag === '1' || flag === '2' ? 'link' : 'other';
}

function text(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.subarray(0, end === -1 ? bytes.length : end).toString('utf8');
}
