import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from 'node:zlib';
import { messageOf } from '../lib/error.ts';
import type { Header, HttpFailure } from '../ports/http.ts';

type Decoder = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Promise<Uint8Array>;

const zlibOrRaw: Decoder = (bytes, options) =>
  // Servers send “deflate” in both forms; only the zlib form begins with this nibble.
  ((bytes[0] ?? 0) & 0x0f) === 8 ? promisify(inflate)(bytes, options) : promisify(inflateRaw)(bytes, options);

const decoders: Readonly<Record<string, Decoder>> = {
  gzip: promisify(gunzip) as Decoder,
  'x-gzip': promisify(gunzip) as Decoder,
  deflate: zlibOrRaw,
  br: promisify(brotliDecompress) as Decoder,
  zstd: promisify(zstdDecompress) as Decoder,
  identity: async (bytes) => bytes,
};

export type Decoded =
  | { readonly ok: true; readonly content: Uint8Array }
  | { readonly ok: false; readonly failure: HttpFailure };

/** Takes the content codings off, last one first, and never holds more than `maxBytes` of the result. */
export async function decodeContent(body: Uint8Array, headers: readonly Header[], maxBytes: number): Promise<Decoded> {
  const codings = headers
    .filter(([name]) => name.toLowerCase() === 'content-encoding')
    .flatMap(([, value]) => value.split(',').map((one) => one.trim().toLowerCase()))
    .filter((one) => one !== '');
  let content = body;
  if (body.length === 0) return { ok: true, content };
  for (const coding of codings.reverse()) {
    const decoder = decoders[coding];
    if (!decoder) return fault('encoding', `unknown content encoding “${coding}”`);
    try {
      content = await decoder(content, { maxOutputLength: maxBytes });
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
        return fault('too-large', `${body.length} bytes of ${coding} grow to more than ${maxBytes}`);
      }
      return fault('encoding', `the body is not valid ${coding}: ${messageOf(thrown)}`);
    }
  }
  return { ok: true, content };
}

function fault(kind: HttpFailure['kind'], message: string): Decoded {
  return { ok: false, failure: { kind, message } };
}
