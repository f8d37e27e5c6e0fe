/** Keeps the beginning and the end of a stream within a byte limit; what falls out is the middle. */
export interface HeadTail {
  readonly push: (chunk: Uint8Array) => void;
  readonly text: () => string;
  readonly truncated: () => boolean;
}

export function headTail(limit: number): HeadTail {
  const headLimit = Math.ceil(limit / 4);
  const head: Uint8Array[] = [];
  let headBytes = 0;
  const tail = ring(limit - headLimit);

  const push = (chunk: Uint8Array): void => {
    const room = Math.min(headLimit - headBytes, chunk.length);
    if (room > 0) {
      head.push(chunk.subarray(0, room));
      headBytes += room;
    }
    if (room < chunk.length) tail.push(chunk.subarray(room));
  };

  const text = (): string => {
    const dropped = tail.dropped();
    const gap = dropped > 0 ? `\n… ${dropped} bytes left out …\n` : '';
    return Buffer.concat(head).toString('utf8') + gap + tail.bytes().toString('utf8');
  };

  return { push, text, truncated: () => tail.dropped() > 0 };
}

/** The newest bytes in one piece of memory, written round and round: a long stream leaves no garbage behind. */
function ring(size: number) {
  let memory: Buffer | undefined;
  let total = 0;
  return {
    push: (chunk: Uint8Array): void => {
      memory ??= Buffer.allocUnsafe(size);
      const newest = chunk.subarray(Math.max(0, chunk.length - size));
      const start = (total + chunk.length - newest.length) % size;
      const first = newest.subarray(0, size - start);
      memory.set(first, start);
      memory.set(newest.subarray(first.length), 0);
      total += chunk.length;
    },
    dropped: (): number => Math.max(0, total - size),
    bytes: (): Buffer => {
      if (!memory) return Buffer.alloc(0);
      if (total <= size) return memory.subarray(0, total);
      const end = total % size;
      return Buffer.concat([memory.subarray(end), memory.subarray(0, end)]);
    },
  };
}
