import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { withClusterLock } from '../../../src/cluster/lock.ts';
import type { EventBody } from '../../../src/model/event.ts';
import type { StagePorts } from '../../../src/ports/stage.ts';
import { fakeExec } from '../../support/fake-exec.ts';
import { temporaryFolder } from '../../support/temporary.ts';

let file = '';
let events: EventBody[] = [];
beforeEach(async () => {
  file = join(temporaryFolder('taskflow-k8s-test'), 'clusters', 'tf.lock');
  events = [];
});

/** A sleep only gives the others a turn. */
const ports = (signal = new AbortController().signal): StagePorts => ({
  exec: fakeExec([]).exec,
  clock: {
    now: () => 0,
    sleep: async () => {
      signal.throwIfAborted();
      await new Promise((resolve) => setImmediate(resolve));
    },
  },
  signal,
  emit: (event) => void events.push(event),
});

test('two runs work on one cluster one after the other', async () => {
  const seen: string[] = [];
  const work = (name: string) => async (): Promise<void> => {
    seen.push(`${name} begins`);
    // Whoever came first works until the other one waits.
    while (events.length === 0) await new Promise((resolve) => setImmediate(resolve));
    seen.push(`${name} ends`);
  };
  await Promise.all([
    withClusterLock(file, ports(), work('a')),
    withClusterLock(`${dirname(file)}/./tf.lock`, ports(), work('b')),
  ]);
  expect([seen[0]?.[0], seen[1]?.[0]]).toEqual([seen[0]?.[0], seen[0]?.[0]]);
  expect(seen).toHaveLength(4);
  expect(events).toContainEqual(expect.objectContaining({ text: expect.stringContaining('waiting for it') }));
  expect(await readdir(dirname(file))).toEqual([]);
});

test('the lock of a run that was killed is broken', async () => {
  await withClusterLock(file, ports(), async () => {});
  const dead = spawnSync('true').pid;
  await writeFile(file, String(dead));
  expect(await withClusterLock(file, ports(), async () => 'done')).toBe('done');
  expect(await readdir(dirname(file))).toEqual([]);
});

test('waiting ends with the run', async () => {
  const abort = new AbortController();
  const release = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const first = withClusterLock(file, ports(), () => {
    held.resolve();
    return release.promise;
  });
  await held.promise;
  const second = withClusterLock(file, ports(abort.signal), async () => 'never');
  abort.abort(new Error('cancelled'));
  await expect(second).rejects.toThrow('cancelled');
  release.resolve();
  await first;
  expect(existsSync(file)).toBe(false);
});
