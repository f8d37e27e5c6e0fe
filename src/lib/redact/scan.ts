import { unpack } from './unpack.ts';

export interface Leak {
  /** Name of the secret that was found, or what made the file unreadable. */
  readonly secret: string;
  /** Where in the file: the names of nested archives and the decodings, outermost first. */
  readonly path: readonly string[];
}

type KnownIn = (text: string) => string | undefined;

const deepest = 6;
const decodings = 3;
/** Characters that two neighbouring pieces share, so that nothing hides on the border. */
const overlap = 64 << 10;
const piece = 4 << 20;

/** Looks for known secrets in a finished file: in its text, in its archives, and in what can be decoded. */
export function findLeak(name: string, bytes: Buffer, knownIn: KnownIn): Leak | undefined {
  const inName = knownIn(name);
  if (inName) return { secret: inName, path: ['(the name itself)'] };
  return scan(bytes, { path: [], decoded: 0, knownIn });
}

interface Position {
  readonly path: readonly string[];
  readonly decoded: number;
  readonly knownIn: KnownIn;
}

function scan(bytes: Buffer, at: Position): Leak | undefined {
  if (at.path.length > deepest) return { secret: 'nested too deeply to be looked into', path: at.path };
  const found = scanText(bytes, at);
  if (found) return found;
  try {
    for (const inner of unpack(bytes)) {
      const leak = findInner(inner.name, inner.bytes, at);
      if (leak) return leak;
    }
  } catch (error) {
    return { secret: `unreadable: ${(error as Error).message}`, path: at.path };
  }
  return undefined;
}

function findInner(name: string, bytes: Buffer, at: Position): Leak | undefined {
  const path = [...at.path, name || '(unpacked)'];
  const inName = at.knownIn(name);
  return inName ? { secret: inName, path } : scan(bytes, { ...at, path });
}

function scanText(bytes: Buffer, at: Position): Leak | undefined {
  for (let start = 0; start < bytes.length; start += piece) {
    const text = bytes.toString('utf8', start, start + piece + overlap);
    const secret = at.knownIn(text) ?? at.knownIn(unwrapped(text));
    if (secret) return { secret, path: at.path };
    const leak = at.decoded < decodings ? scanDecoded(text, at) : undefined;
    if (leak) return leak;
  }
  return undefined;
}

/** Lines of base64 or hex joined again. */
function unwrapped(text: string): string {
  return text.replace(/(?<=[\w+/-]{16})(?:\\?\r?\n|\\n)[ \t]*(?=[\w+/=-])/g, '');
}

function scanDecoded(text: string, at: Position): Leak | undefined {
  for (const [run] of unwrapped(text).matchAll(/[A-Za-z0-9+/_-]{40,}={0,2}/g)) {
    for (const [how, bytes] of decodedForms(run)) {
      const leak = scan(bytes, { ...at, path: [...at.path, how], decoded: at.decoded + 1 });
      if (leak && !leak.secret.startsWith('unreadable')) return leak;
    }
  }
  return undefined;
}

function decodedForms(run: string): (readonly [string, Buffer])[] {
  const base64 = Buffer.from(run.replaceAll('-', '+').replaceAll('_', '/'), 'base64');
  const hex = /^(?:[0-9a-f]{2}){20,}$/i.test(run) ? [['(hex)', Buffer.from(run, 'hex')] as const] : [];
  return [['(base64)', base64], ...hex];
}
