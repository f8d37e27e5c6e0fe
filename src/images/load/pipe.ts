import { Readable } from 'node:stream';

/** The writing end of a program's stdin that may stop reading at any time. */
export interface Pipe {
  readonly readable: Readable;
  /** Resolves when the reader wants more. Once the reader is gone, it resolves at once and the bytes are dropped. */
  readonly write: (chunk: Uint8Array) => Promise<void>;
  readonly end: () => void;
  /** The reader is gone: nobody must wait for it any longer. */
  readonly close: () => void;
  readonly bytes: () => number;
}

export function pipe(): Pipe {
  let wanted: (() => void) | undefined;
  let closed = false;
  let bytes = 0;
  const wake = (): void => {
    wanted?.();
    wanted = undefined;
  };
  const close = (): void => {
    closed = true;
    wake();
  };
  const readable = new Readable({ read: wake, highWaterMark: 1 << 20 });
  readable.once('close', close);

  const write = async (chunk: Uint8Array): Promise<void> => {
    if (closed || chunk.length === 0) return;
    bytes += chunk.length;
    if (readable.push(chunk)) return;
    await new Promise<void>((resolve) => {
      wanted = resolve;
      if (closed) wake();
    });
  };
  const end = (): void => {
    if (!closed) readable.push(null);
  };
  return { readable, write, end, close, bytes: () => bytes };
}
