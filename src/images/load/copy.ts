import { createReadStream } from 'node:fs';
import type { EntrySink } from './tar-read.ts';

/** Nothing to do where nobody wants it. */
export async function copyFile(file: string, sink: EntrySink | undefined): Promise<void> {
  if (!sink) return;
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) await sink.write(chunk as Buffer);
  await sink.end();
}
