import type { Outcome } from '../ports/exec.ts';
import { judge } from './judge.ts';
import type { Symptom } from './reasons.ts';
import type { ReleasePorts, WorkloadRef } from './spec.ts';
import { outlived } from './watch.ts';
import { type Watching, type World, watchNamespace } from './world.ts';

export interface HookWatch {
  readonly namespace: string;
  readonly hooks: readonly WorkloadRef[];
  readonly stage: string;
}

export interface Watched {
  readonly outcome: Outcome;
  /** Why Helm was stopped before its own time limit, when it was. */
  readonly symptom?: Symptom;
}

/** Helm waits for its hooks without looking at them. We look, and end it as soon as one of them can no longer succeed. */
export async function watchHooks(
  { namespace, hooks, stage }: HookWatch,
  ports: ReleasePorts,
  helm: (signal: AbortSignal) => Promise<Outcome>,
): Promise<Watched> {
  if (hooks.length === 0) return { outcome: await helm(ports.signal) };
  const stop = new AbortController();
  const over = new AbortController();
  const signal = AbortSignal.any([ports.signal, stop.signal]);
  const watching = await watchNamespace(namespace, { ...ports, signal: AbortSignal.any([ports.signal, over.signal]) });
  await watching.synced;
  const old = new Set(uids(watching.world));
  const running = helm(signal).finally(() => over.abort());
  try {
    const symptom = await firstFatal({ watching, old, workloads: hooks, stage }, { ...ports, signal: over.signal });
    if (symptom) stop.abort(new Error(`${symptom.object}: ${symptom.reason}`));
    return { outcome: await running, ...(symptom ? { symptom } : {}) };
  } finally {
    await running.catch(() => undefined);
    await watching.stop();
  }
}

interface FatalInput {
  readonly watching: Watching;
  readonly old: ReadonlySet<string | undefined>;
  readonly workloads: readonly WorkloadRef[];
  readonly stage: string;
}

/** Undefined when Helm ended first. What was there before is of another run: Helm deletes it. */
async function firstFatal(
  { watching, old, workloads, stage }: FatalInput,
  { clock, emit, signal, graces }: ReleasePorts,
): Promise<Symptom | undefined> {
  const world: World = {
    ...watching.world,
    get: (resource) => watching.world.get(resource).filter(({ metadata }) => !old.has(metadata.uid)),
  };
  let said = '';
  while (!signal.aborted) {
    const judgements = workloads.map((workload) => judge(workload, world));
    const text = judgements.map((judgement) => judgement.text).join('; ');
    if (text !== said) emit({ kind: 'progress', stage, text: `hooks: ${text}` });
    said = text;
    // That a Job has failed, Helm sees by itself.
    const symptoms = judgements
      .flatMap((judgement) => judgement.symptoms)
      .filter(({ object }) => !object.startsWith('Job '));
    const { over, inMs } = outlived(symptoms, { world, graces, now: clock.now() });
    if (over) return over;
    await watching.changed(Math.max(10, inMs ?? 5000)).catch(rethrowUnless(signal));
  }
  return undefined;
}

function uids(world: World): (string | undefined)[] {
  return (['jobs', 'pods'] as const).flatMap((resource) => world.get(resource).map(({ metadata }) => metadata.uid));
}

function rethrowUnless(signal: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (!signal.aborted) throw error;
  };
}
