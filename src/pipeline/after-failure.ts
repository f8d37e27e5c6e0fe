import { messageOf } from '../lib/error.ts';
import type { Fault } from '../model/fault.ts';
import type { ReleaseRecord } from '../model/release.ts';
import { rollBack } from '../release/rollback.ts';
import { sweepSecrets } from '../release/sweep.ts';
import { type RunContext, releasePorts } from './context.ts';

/**
 * Takes back what this run applied. It has a signal of its own, since the run's may already be cancelled, and a rollback
 * is never broken off half-way.
 */
export async function takeBack(context: RunContext, signal: AbortSignal): Promise<readonly ReleaseRecord[]> {
  const touched = [...context.state.releases.values()].filter((release) => release.touched);
  if (touched.length === 0 || context.config['on-failure'].rollback === 'none' || !context.state.kube) return [];
  const id = 'rollback';
  context.emit({ kind: 'stage-started', stage: id, title: 'Roll back to known good' });
  const records = await rollBack(touched, releasePorts(context, signal));
  for (const release of records) context.emit({ kind: 'release', release });
  const bad = records.filter((record) => !record.verified);
  context.emit({
    kind: 'stage-finished',
    stage: id,
    outcome: bad.length === 0 ? 'passed' : 'failed',
    detail: bad.map((record) => `${record.name}: ${record.detail ?? 'not verified'}`).join('; ') || 'verified',
  });
  return records;
}

/** Secrets that no revision needs any more. That one could not be removed is said, and changes nothing. */
export async function sweep({ config, plan, state, emit }: RunContext): Promise<void> {
  if (!state.kube) return;
  try {
    const swept = await sweepSecrets(plan.namespace, Object.keys(config.secrets), state.kube);
    if (swept.length > 0)
      emit({ kind: 'note', level: 'info', text: `Secrets that nothing needs are gone: ${swept.join(', ')}` });
  } catch (error) {
    emit({ kind: 'note', level: 'warning', text: `old Secrets could not be removed: ${messageOf(error)}` });
  }
}

/** Infrastructure faults neither blame nor roll back the application. */
export function isInfrastructure(faults: readonly Fault[]): boolean {
  const roots = faults.filter((fault) => fault.root);
  return roots.length > 0 && roots.every((fault) => fault.infrastructure);
}
