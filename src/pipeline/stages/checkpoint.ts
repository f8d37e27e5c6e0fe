import { messageOf } from '../../lib/error.ts';
import type { CheckResult } from '../../model/check.ts';
import { effectOf } from '../../model/verdict.ts';
import type { CheckpointPlan } from '../../plan/plan.ts';
import type { RunContext } from '../context.ts';
import { StageError } from '../stage.ts';
import { checkDeployed } from './deployed.ts';
import { checkEndToEnd } from './end-to-end.ts';
import { checkIntegration } from './integration.ts';
import { checkPreDeploy } from './pre-deploy.ts';
import { checkServing } from './serving.ts';

export type CheckpointRun = (
  checkpoint: CheckpointPlan,
  context: RunContext,
  signal: AbortSignal,
  say: (check: CheckResult) => void,
) => Promise<void>;

const runs: Readonly<Record<CheckpointPlan['type'], CheckpointRun>> = {
  'pre-deploy': checkPreDeploy,
  deployed: checkDeployed,
  serving: checkServing,
  integration: checkIntegration,
  'end-to-end': checkEndToEnd,
};

/** Runs the checks of one checkpoint. All are said; the first that is not green decides how the pipeline goes on. */
export async function runCheckpoint(
  checkpoint: CheckpointPlan,
  context: RunContext,
  signal: AbortSignal,
): Promise<void> {
  const { id, title } = checkpoint;
  const checks: CheckResult[] = [];
  const say = (check: CheckResult): void => {
    checks.push(check);
    context.emit({ kind: 'check', checkpoint: id, check });
  };
  context.emit({ kind: 'checkpoint-started', checkpoint: id, title });
  const finish = (outcome: 'passed' | 'failed' | 'infrastructure'): void =>
    context.emit({ kind: 'checkpoint-finished', checkpoint: id, outcome });
  try {
    if (checkpoint.skip) say({ id: 'skip', title, verdict: 'skipped', detail: checkpoint.skip, evidence: [] });
    else await runs[checkpoint.type](checkpoint, context, signal, say);
  } catch (error) {
    const told =
      hasRunOut(signal) && !(error instanceof StageError) ? new StageError('failed', messageOf(error)) : error;
    finish(told instanceof StageError ? told.outcome : 'infrastructure');
    throw told;
  }
  const bad = checks
    .map((check) => ({ check, effect: effectOf(check.verdict, context.config.accept) }))
    .filter(({ effect }) => effect !== 'green');
  context.state.badChecks.push(...bad.map(({ check }) => check));
  const worst = bad.find(({ effect }) => effect === 'failed') ?? bad[0];
  finish(worst && worst.effect !== 'green' ? worst.effect : 'passed');
  if (worst && worst.effect !== 'green')
    throw new StageError(worst.effect, `${worst.check.title}: ${worst.check.detail}`);
}

/** What is not proved within its time is not proved; whether the machine is to blame, the diagnosis says. */
function hasRunOut(signal: AbortSignal): boolean {
  return signal.aborted && (signal.reason as Error | undefined)?.name === 'TimeoutError';
}
