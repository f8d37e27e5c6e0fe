/** Keeps the beginning and the end of a stream within a byte limit; what falls out is the middle. */
export interface HeadTail {
  readonly push: (chunk: Uint8Array) => void;
  readonly text: () => string;
  readonly truncated: () => boolean;
}

export function headTail(limit: number): HeadTail {
  const headLimit = Math.ceil(limit / 4);
  const tailLimit = limit - headLimit;
  const head: Uint8Array[] = [];
  let headBytes = 0;
  let tail: Uint8Array[] = [];
  let tailBytes = 0;
  let dropped = 0;

  const push = (chunk: Uint8Array): void => {
    const room = headLimit - headBytes;
    if (room > 0) {
      head.push(chunk.slice(0, room));
      headBytes += Math.min(room, chunk.length);
    }
    const rest = room > 0 ? chunk.subarray(Math.min(room, chunk.length)) : chunk;
    if (rest.length === 0) return;
    tail.push(rest.slice());
    tailBytes += rest.length;
    // Trimmed only when twice the limit is held, so that the cost per byte stays constant.
    if (tailBytes > 2 * tailLimit) trim();
  };

  const trim = (): void => {
    const all = Buffer.concat(tail);
    const excess = Math.max(0, all.length - tailLimit);
    dropped += excess;
    tail = [all.subarray(excess)];
    tailBytes = all.length - excess;
  };

  const text = (): string => {
    trim();
    const gap = dropped > 0 ? `\n… ${dropped} bytes left out …\n` : '';
    return Buffer.concat(head).toString('utf8') + gap + Buffer.concat(tail).toString('utf8');
  };

  return { push, text, truncated: () => dropped > 0 || tailBytes > tailLimit };
}
