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
  const header = Buffer.alloc(block);
  let headerBytes = 0;
  let body = 0;
  let padding = 0;
  let sink: EntrySink | undefined;
  let override: { name?: string; size?: number } = {};

  const push = async (chunk: Uint8Array): Promise<void> => {
    let at = 0;
    while (at < chunk.length) {
      if (body > 0) {
        const taken = Math.min(body, chunk.length - at);
        if (sink) await sink.write(chunk.subarray(at, at + taken));
        body -= taken;
        at += taken;
        if (body === 0) await finish();
      } else if (padding > 0) {
        const skipped = Math.min(padding, chunk.length - at);
        padding -= skipped;
        at += skipped;
      } else {
        const taken = Math.min(block - headerBytes, chunk.length - at);
        header.set(chunk.subarray(at, at + taken), headerBytes);
        headerBytes += taken;
        at += taken;
        if (headerBytes === block) await start();
      }
    }
  };

  const start = async (): Promise<void> => {
    headerBytes = 0;
    if (header.every((byte) => byte === 0)) return;
    const raw = parseHeader(header);
    body = override.size ?? raw.size;
    padding = (block - (body % block)) % block;
    if ('xgLK'.includes(raw.flag)) sink = collect(body, (data) => extend(raw.flag, data));
    else {
      const entry = { name: override.name ?? raw.name, size: body, type: typeOf(raw.flag) };
      override = {};
      sink = await onEntry(entry);
    }
    if (body === 0) await finish();
  };

  const finish = async (): Promise<void> => {
    const done = sink;
    sink = undefined;
    await done?.end();
  };

  const extend = (flag: string, data: Buffer): void => {
    if (flag === 'L') override = { ...override, name: text(data) };
    else if (flag === 'x') override = { ...override, ...parsePax(data) };
  };

  const end = (): void => {
    if (body > 0 || headerBytes > 0) throw new Error('the archive ends in the middle of an entry');
  };
  return { push, end };
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
