import { createReadStream } from 'node:fs';
import type { BuiltImage } from '../model/image.ts';
import { StageError } from '../model/stage-error.ts';
import type { StagePorts } from '../ports/stage.ts';
import { type Docker, docker, imageHistoryArgs, imageInspectArgs, saveArgs } from '../tools/docker.ts';
import { blobPath, readLayout } from './load/layout.ts';

export interface SecretTraces {
  /** How many values were looked for. */
  readonly looked: number;
  readonly found: readonly { readonly name: string; readonly where: string }[];
}

interface Needle {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A shorter value is found everywhere by chance. */
const shortest = 8;

/** Looks for secret values in an image's settings, its history and the bytes of its layers. */
export async function findSecrets(
  image: BuiltImage,
  secrets: Readonly<Record<string, string>>,
  context: { readonly docker: Docker; readonly ports: StagePorts },
): Promise<SecretTraces> {
  const needles = Object.entries(secrets)
    .filter(([, value]) => value.length >= shortest)
    .map(([name, value]): Needle => ({ name, bytes: Buffer.from(value) }));
  if (needles.length === 0) return { looked: 0, found: [] };
  const found = new Map<string, Set<string>>();
  const note = (where: string) => (name: string) => found.set(name, (found.get(name) ?? new Set()).add(where));

  if (image.source.kind === 'layout') {
    const layout = await readLayout(image.source.dir, `linux/${image.architecture}`);
    scanner(needles, note('the settings or the history')).push(layout.config);
    for (const { digest } of layout.layers) {
      const scan = scanner(needles, note('a layer'));
      for await (const chunk of createReadStream(blobPath(image.source.dir, digest))) scan.push(chunk as Buffer);
    }
  } else {
    const settings = scanner(needles, note('the settings or the history'));
    for (const args of [imageInspectArgs([image.id]), imageHistoryArgs(image.id)]) {
      settings.push(await stream(args, context));
    }
    const layers = scanner(needles, note('a layer'));
    await stream(saveArgs([image.id]), context, layers.push);
  }
  // The archive repeats the settings, so a value there is not told twice.
  return {
    looked: needles.length,
    found: [...found].map(([name, places]) => ({ name, where: [...places][0] as string })),
  };
}

async function stream(
  args: readonly string[],
  { docker: tool, ports }: { readonly docker: Docker; readonly ports: StagePorts },
  onStdout?: (chunk: Uint8Array) => void,
): Promise<Buffer> {
  const outcome = await ports.exec(docker(tool, args), { signal: ports.signal, ...(onStdout ? { onStdout } : {}) });
  ports.signal.throwIfAborted();
  if (outcome.failed)
    throw new StageError('infrastructure', `Docker cannot show what is in the image: ${outcome.stderr.trim()}`);
  return Buffer.from(outcome.stdout);
}

/** Finds values in a stream, also where a value lies across two chunks. */
export function scanner(
  needles: readonly Needle[],
  onFound: (name: string) => void,
): { push: (chunk: Uint8Array) => void } {
  const overlap = Math.max(...needles.map(({ bytes }) => bytes.length)) - 1;
  const open = new Set(needles);
  let tail = Buffer.alloc(0);
  const search = (data: Buffer): void => {
    for (const needle of open)
      if (data.includes(needle.bytes)) {
        open.delete(needle);
        onFound(needle.name);
      }
  };
  const push = (chunk: Uint8Array): void => {
    const data = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    search(Buffer.concat([tail, data.subarray(0, overlap)]));
    search(data);
    tail = Buffer.concat([tail, data.subarray(-overlap)]).subarray(-overlap);
  };
  return { push };
}
