import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Part } from '../lib/part.ts';

export type GoTools = {
  /** The part's name, and its module's folder under offline/go unless that is named. */
  readonly family: string;
  readonly module?: string;
  readonly version: string;
  /** Name of the program, and the package it is built from. */
  readonly programs: Readonly<Record<string, string>>;
  /** -X definitions: what a release build would stamp. */
  readonly stamp?: Readonly<Record<string, string>>;
  readonly tags?: string;
  readonly cgo?: boolean;
  /** Where in the kit the programs go. */
  readonly into?: string;
};

/** Programs of one pinned Go module; go.sum verifies every byte that is compiled. */
export const goTools = (tools: GoTools): Part => ({
  name: tools.family,
  inputs: [`go/${tools.module ?? tools.family}`, 'recipes/go.ts'],
  settings: tools,
  lane: 'compiler',
  build: async ({ out, source, run }) => {
    const bin = join(out, tools.into ?? 'bin');
    await mkdir(bin, { recursive: true });
    const stamps = Object.entries(tools.stamp ?? {}).map(([name, value]) => `-X ${name}=${value}`);
    const flags = ['-trimpath', '-buildvcs=false', '-ldflags', ['-s -w', ...stamps].join(' ')];
    if (tools.tags) flags.push('-tags', tools.tags);
    const env = { CGO_ENABLED: tools.cgo ? '1' : '0', GOFLAGS: '-mod=readonly', GOWORK: 'off' };
    for (const [program, pkg] of Object.entries(tools.programs)) {
      await run('go', ['build', ...flags, '-o', join(bin, program), pkg], {
        cwd: source(`go/${tools.module ?? tools.family}`),
        env,
      });
    }
    return { version: tools.version, origin: `Go module registry: ${Object.values(tools.programs).join(' ')}` };
  },
});
