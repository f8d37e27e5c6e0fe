import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Emit } from '../model/event.ts';
import type { EvidenceItem } from '../model/evidence.ts';
import type { LaneName } from './run/lane.ts';
import type { Noise } from './run/noise.ts';
import type { Exchange } from './run/send.ts';
import { toHar } from './snapshot/har.ts';

/** Names inside the evidence folder. */
export const harFiles = ['har/candidate.har', 'har/reference.har'] as const;

/** Keeps a picture or a trace under this name; what it is stands beside it in the report. */
export type Keep = (name: string, bytes: Uint8Array, what: string) => Promise<string>;

/** Into the evidence folder, and into the report's list: what is listed is shown in the page. */
export function keepIn(out: string, emit: Emit): Keep {
  return async (name, bytes, what) => {
    await writeFile(join(out, 'evidence', name), bytes);
    const command = name.endsWith('.zip') ? { command: `npx playwright show-trace evidence/${name}` } : {};
    emit({ kind: 'evidence', item: { file: name, what, ...command, ...sizeOf(bytes) } });
    return name;
  };
}

function sizeOf(bytes: Uint8Array): Pick<EvidenceItem, 'bytes' | 'sha256' | 'truncated'> {
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), truncated: false };
}

/** What this run adds to what is known; committed or cached, and named as `reference.noise`, it serves the next one. */
export async function writeNoise(out: string, noise: readonly Noise[]): Promise<void> {
  await writeFile(join(out, 'evidence', 'contract-noise.json'), `${JSON.stringify(noise, null, 1)}\n`);
}

export interface Evidence {
  readonly exchanges: readonly Exchange[];
  readonly emit: Emit;
  readonly hide: (text: string) => string;
}

/** Every exchange of both sides as HAR, which many tools show; samples of latency are left out, since they say nothing more. */
export async function writeExchanges(out: string, { exchanges, emit, hide }: Evidence): Promise<void> {
  const sides: readonly (readonly [file: string, side: string, lanes: readonly LaneName[]])[] = [
    [harFiles[0], 'the candidate', ['cand']],
    [harFiles[1], 'the reference', ['ref', 'ref2']],
  ];
  for (const [file, side, lanes] of sides) {
    const own = exchanges.filter(({ lane, step }) => lanes.includes(lane) && !step.endsWith('(latency)'));
    const text = Buffer.from(`${JSON.stringify(toHar(own, undefined, hide), null, 1)}\n`);
    const path = join(out, 'evidence', file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    emit({
      kind: 'evidence',
      item: { file, what: `what the contract asked ${side}, and the answers`, ...sizeOf(text) },
    });
  }
}
