import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/adapters/clock-system.ts';
import { nodeExec } from '../../src/adapters/exec-node.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Snapshot } from '../../src/diagnosis/snapshot.ts';
import { collect } from '../../src/evidence/collect.ts';
import { messageOf } from '../../src/lib/error.ts';
import { createRedactor } from '../../src/lib/redact/redactor.ts';
import { canaryText } from './canary.ts';
import { type FaultCase, titleOf } from './case.ts';
import { clear, type Injected, inject, mend, type Place } from './inject.ts';
import { judge } from './judge.ts';
import { isMentioned, publish } from './publish.ts';
import { runWhole } from './whole.ts';

export interface Result {
  readonly title: string;
  readonly problems: readonly string[];
  readonly ms: number;
  /** As it was when the fault was named. */
  readonly snapshot?: Snapshot;
}

const exec = nodeExec({ text: (text) => text, add: () => undefined });
/** What is well must be well when it has settled, not only before it has begun. */
const settleMs = 40_000;
const betweenMs = 2500;

/** From injection to judgement; whatever happens, what the case made is taken away again. */
export async function runCase(
  one: FaultCase,
  at: { readonly namespace: string; readonly node?: string },
): Promise<Result> {
  const work = mkdtempSync(join(tmpdir(), 'fault-'));
  const canary = `cn'${randomBytes(9).toString('base64')}&<"é${randomBytes(6).toString('hex')}`;
  const place: Place = { namespace: at.namespace, node: at.node, work, canary, exec };
  const from = Date.now();
  const result = async (): Promise<Omit<Result, 'title' | 'ms'>> => {
    if (one.whole) return { problems: await runWhole(one, place) };
    return untilNamed(one, place, await inject(one, place));
  };
  try {
    const found = await result().catch((error) => ({ problems: [`the case itself failed: ${messageOf(error)}`] }));
    const left = await takeAway(one, place);
    return { title: titleOf(one), ms: Date.now() - from, ...found, problems: [...found.problems, ...left] };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function takeAway(one: FaultCase, place: Place): Promise<readonly string[]> {
  try {
    await mend(one, place);
    await clear(one, place);
    return [];
  } catch (error) {
    return [`could not be taken back: ${messageOf(error)}`];
  }
}

/** Asks again until the answer is right or the time is over; a healthy case must be well at the end of its time. */
async function untilNamed(one: FaultCase, place: Place, injected: Injected): Promise<Omit<Result, 'title' | 'ms'>> {
  const deadline = Date.now() + (one.within ?? 120) * 1000;
  const signal = new AbortController().signal;
  if (one.id === 'healthy') await systemClock.sleep(settleMs, signal);
  for (let round = 1; ; round++) {
    const last = Date.now() >= deadline;
    const looked = await look(one, place, { injected, dir: join(place.work, `round-${round}`) });
    if (looked.problems.length > 0 && !last) {
      await systemClock.sleep(betweenMs, signal);
      continue;
    }
    const { snapshot } = looked.collected;
    const gaps = snapshot.gaps.map((gap) => `could not look at ${gap.what}: ${gap.why}`);
    const problems = [...looked.problems, ...(looked.problems.length > 0 ? gaps : []), ...(await publish(looked))];
    return { problems, snapshot };
  }
}

async function look(one: FaultCase, place: Place, round: { readonly injected: Injected; readonly dir: string }) {
  const { namespace, node, canary } = place;
  const { dir, injected } = round;
  const redactor = createRedactor();
  const asked = node !== undefined;
  // Where the cluster cannot tell its secrets, the run knows its own.
  if (one.where) redactor.add('CANARY', canary);
  // A program that fails may print what it was given.
  const outputs = injected.outputs.map((output) => ({ ...output, text: `${output.text}\n${canaryText(canary)}` }));
  const target = { namespace, ...(asked ? { context: node } : {}) };
  const collected = await collect(
    { target, dir: join(dir, 'evidence'), extent: 'full', cluster: asked, run: injected.run, outputs },
    { exec, clock: systemClock, redactor, signal: new AbortController().signal },
  );
  const faults = diagnose(collected.snapshot);
  const filled = {
    ...one,
    ...(one.remedy ? { remedy: one.remedy.map((word) => word.replace('$NODE', node ?? '')) } : {}),
  };
  const silent =
    one.where === 'own' || isMentioned(dir) ? [] : ['the secret was never said, so that nothing is proved'];
  return { dir, collected, faults, redactor, canary, problems: [...judge(filled, faults), ...silent] };
}
