import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { type App, startApp } from './machine/app.ts';
import { cancel, reportOf, runPost, type Step, startMain } from './machine/job.ts';
import { type Machine, makeMachine } from './machine/machine.ts';

jest.setTimeout(120_000);

let app: App;
let machine: Machine;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());
beforeEach(() => {
  machine = makeMachine();
  machine.serves(app.port);
});
afterEach(() => machine.remove());

const start = (): Step => startMain(machine, { env: { REFERENCE: app.url } });

/** The same 50 moments in every run: anywhere between the first instruction and the report. */
const longestMs = 6000;
let seed = 20_261_121;
const moments = Array.from({ length: 50 }, () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
  return seed % longestMs;
});

test.each(moments)('cancelled after %i ms: main says so, and post leaves nothing', async (ms) => {
  machine.pace(0.15);
  const step = start();
  await Promise.race([delay(ms), step.ended]);
  const main = await cancel(step);
  const begun = main.state['taskflow-k8s'] !== undefined;
  // Before the first instruction nobody listens to signals, and nothing has been created.
  if (main.signal !== null && !begun) expect(machine.left()).toEqual([]);
  if (main.signal === null) expect([0, 130]).toContain(main.code);
  if (main.code === 130) expect(main.outputs.verdict).toBe('cancelled');
  if (begun) expect((await runPost(machine, main)).code).toBe(0);
  expect(remains(main.signal)).toEqual([]);
});

test('killed without a word: post writes the report up to that moment and takes the cluster away', async () => {
  machine.pace(0.3);
  const step = start();
  while (!machine.left().some((name) => name.startsWith('containers/'))) await delay(20);
  step.child.kill('SIGKILL');
  const main = await step.ended;
  expect(main.signal).toBe('SIGKILL');
  const post = await runPost(machine, main);
  expect(post.log).toContain('it is written now');
  expect(post.summary).toContain('cancelled');
  expect(reportOf(machine).verdict).toBe('cancelled');
  expect(remains(main.signal)).toEqual([]);
});

test('a program that does not listen to SIGTERM is killed, and main still ends in time', async () => {
  machine.fault(
    `case "$tool $1" in "minikube start") trap '' TERM INT; touch "$WORLD/deaf"; while :; do sleep 1; done ;; esac`,
  );
  const step = start();
  while (machine.calls('minikube').every((call) => !call.startsWith('minikube start'))) await delay(20);
  const began = Date.now();
  const main = await cancel(step);
  expect(main).toMatchObject({ code: 130, signal: null, outputs: { verdict: 'cancelled' } });
  expect(Date.now() - began).toBeLessThan(10_000);
  await runPost(machine, main);
  expect(machine.left()).toEqual([]);
});

/** Programs that outlive a main that was killed end by themselves, or with the job: the runner looks for them. */
function remains(signal: string | null): readonly string[] {
  return machine.left().filter((name) => signal === null || !name.startsWith('process'));
}
