import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LaneName } from './run/lane.ts';
import type { Noise } from './run/noise.ts';
import type { Exchange } from './run/send.ts';
import { toHar } from './snapshot/har.ts';

/** Names inside the report's folder. */
export const harFiles = ['evidence/har/candidate.har', 'evidence/har/reference.har'] as const;

/** What this run adds to what is known; committed or cached, and named as `reference.noise`, it serves the next one. */
export async function writeNoise(out: string, noise: readonly Noise[]): Promise<void> {
  await writeFile(join(out, 'evidence', 'contract-noise.json'), `${JSON.stringify(noise, null, 1)}\n`);
}

/** Every exchange of both sides as HAR, which many tools show; samples of latency are left out, since they say nothing more. */
export async function writeExchanges(
  out: string,
  exchanges: readonly Exchange[],
  hide: (text: string) => string,
): Promise<void> {
  const [candidate, reference] = harFiles;
  const sides: readonly (readonly [string, readonly LaneName[]])[] = [
    [candidate, ['cand']],
    [reference, ['ref', 'ref2']],
  ];
  for (const [file, lanes] of sides) {
    const own = exchanges.filter(({ lane, step }) => lanes.includes(lane) && !step.endsWith('(latency)'));
    await mkdir(dirname(join(out, file)), { recursive: true });
    await writeFile(join(out, file), `${JSON.stringify(toHar(own, undefined, hide), null, 1)}\n`);
  }
}
