import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { ask } from './ask.ts';
import type { kubectlOf } from './kubectl.ts';
import { momentsOf } from './moments.ts';
import { startTaskflow } from './processes.ts';
import { base, run, shopWith, writePipeline } from './runs.ts';

interface World {
  readonly work: string;
  readonly kubectl: ReturnType<typeof kubectlOf>;
  readonly web: string;
  readonly api: string;
}

const minutes = 60_000;

/** Runs that are broken off at moments that nobody chose; each time the next one must find its way alone. */
export function brokenOff(world: () => World): void {
  /** A new text each time, so that each run has something to do. */
  const texts = (name: string) => ({ shop: shopWith({ 'api.text': `api ${name}`, 'web.text': `web ${name}` }) });
  let wholeMs: number;

  test(
    'a whole run, for the time that it takes',
    async () => {
      const from = Date.now();
      expect((await run(world().work, texts('whole'))).code).toBe(0);
      wholeMs = Date.now() - from;
    },
    3 * minutes,
  );

  test.each(
    momentsOf(process.env).map((moment, index) => ({ ...moment, index, percent: Math.round(moment.part * 100) })),
  )(
    '$signal at $percent % of a run: it ends in time, and the next run is green without a hand',
    async ({ signal, part, index }) => {
      const file = writePipeline(world().work, { ...base, releases: texts(`broken-${index}`) });
      const started = startTaskflow(['run', '-c', file, '--out', join(world().work, `broken-${index}`)]);
      await pause(part * wholeMs);
      const from = Date.now();
      started.signal(signal);
      const code = await started.exited;
      if (signal !== 'SIGKILL') {
        expect(Date.now() - from).toBeLessThan(7500);
        expect([0, 130]).toContain(code);
        expect(started.alive()).toEqual([]);
      }
      const next = await run(world().work, texts(`after-${index}`));
      expect({ code: next.code, output: next.code === 0 ? '' : next.output }).toEqual({ code: 0, output: '' });
      expect(await Promise.all([ask(world().api), ask(world().web)])).toEqual([
        `api after-${index}`,
        `web after-${index}`,
      ]);
      expect(started.alive().filter((line) => line.includes('helm'))).toEqual([]);
      expect(
        world().kubectl(
          'get',
          'secrets',
          '-l',
          'owner=helm,status in (pending-install,pending-upgrade,pending-rollback)',
          '-o',
          'name',
        ),
      ).toBe('');
      await started.killAll();
    },
    4 * minutes,
  );
}
