import type { Graces } from '../config/config.ts';
import { formatDuration } from '../lib/duration.ts';
import type { Judgement } from './judge.ts';
import { judge } from './judge.ts';
import type { Symptom } from './reasons.ts';
import type { ReleasePorts, WorkloadRef } from './spec.ts';
import { type World, watchNamespace } from './world.ts';

export interface WatchOptions {
  readonly namespace: string;
  readonly workloads: readonly WorkloadRef[];
  /** Ready must last this long, which catches a crash soon after. */
  readonly stableMs: number;
  readonly withinMs: number;
  readonly stage: string;
}

export interface WatchResult {
  readonly ready: boolean;
  readonly judgements: readonly { readonly workload: WorkloadRef; readonly judgement: Judgement }[];
  /** The symptom that ended the wait, when one did. */
  readonly symptom?: Symptom;
  /** One sentence: why it is over. */
  readonly reason: string;
  readonly durationMs: number;
}

/** Waits until all workloads are ready and stay so; gives up as soon as a symptom has outlived its grace. */
export async function watchWorkloads(options: WatchOptions, ports: ReleasePorts): Promise<WatchResult> {
  const { clock, emit } = ports;
  const started = clock.now();
  const watching = await watchNamespace(options.namespace, ports);
  let readySince: number | undefined;
  let restarts = 0;
  let said = '';
  try {
    for (;;) {
      const now = clock.now();
      const judgements = options.workloads.map((workload) => ({
        workload,
        judgement: judge(workload, watching.world),
      }));
      const result = (ready: boolean, reason: string, symptom?: Symptom): WatchResult => ({
        ready,
        judgements,
        reason,
        durationMs: now - started,
        ...(symptom ? { symptom } : {}),
      });
      const text = judgements.map(({ judgement }) => judgement.text).join('; ');
      if (text !== said) emit({ kind: 'progress', stage: options.stage, text });
      said = text;

      const fatal = outlived(
        judgements.flatMap(({ judgement }) => judgement.symptoms),
        { world: watching.world, graces: ports.graces, now },
      );
      if (fatal.over) return result(false, verdictOf(fatal.over, ports.graces), fatal.over);
      const total = judgements.reduce((count, { judgement }) => count + judgement.restarts, 0);
      const ready = judgements.every(({ judgement }) => judgement.ready);
      if (!ready || total > restarts) readySince = undefined;
      restarts = total;
      if (ready) readySince ??= now;
      if (readySince !== undefined && now - readySince >= options.stableMs) return result(true, text);
      if (now - started >= options.withinMs)
        return result(false, `not ready within ${formatDuration(options.withinMs)}: ${text}`);
      const waits = [
        options.withinMs - (now - started),
        ...(readySince === undefined ? [] : [options.stableMs - (now - readySince)]),
        ...(fatal.inMs === undefined ? [] : [fatal.inMs]),
      ];
      await watching.changed(Math.max(10, Math.min(...waits)));
    }
  } finally {
    await watching.stop();
  }
}

/** The symptom whose grace is over, or when the next one's will be. */
export function outlived(
  symptoms: readonly Symptom[],
  { world, graces, now }: { readonly world: World; readonly graces: Graces; readonly now: number },
): { over?: Symptom; inMs?: number } {
  const keys = new Set<string>();
  let inMs: number | undefined;
  for (const symptom of symptoms) {
    const key = `${symptom.object} ${symptom.reason}`;
    keys.add(key);
    const left = world.seen(key) + graces[symptom.grace] - now;
    if (left <= 0) return { over: symptom };
    inMs = Math.min(inMs ?? left, left);
  }
  world.forget(keys);
  return inMs === undefined ? {} : { inMs };
}

/** One sentence, and which of the configured times was over. */
export function verdictOf({ object, reason, message, grace }: Symptom, graces: Graces): string {
  return `${object}: ${reason}: ${message} (graces.${grace}: ${formatDuration(graces[grace])})`;
}
