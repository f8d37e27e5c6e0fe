import { messageOf } from '../lib/error.ts';
import type { Place } from '../model/check.ts';
import type { PipelineVerdict } from '../model/verdict.ts';
import type { PlannedStage } from '../plan/plan.ts';
import { markVerified } from '../release/known-good.ts';
import type { ReleaseState } from '../release/spec.ts';
import { isInfrastructure, sweep, takeBack } from './after-failure.ts';
import { cleanUp } from './clean-up.ts';
import type { RunContext } from './context.ts';
import { explain, explainRest } from './explain.ts';
import { runGraph } from './graph.ts';
import { hideSecretValues } from './secret-values.ts';
import type { StageFailure } from './stage.ts';
import { buildOne } from './stages/build.ts';
import { runCheckpoint } from './stages/checkpoint.ts';
import { startCluster } from './stages/cluster.ts';
import { deployRelease } from './stages/deploy.ts';
import { lintRelease } from './stages/lint.ts';
import { loadAll } from './stages/load.ts';
import { prepareNamespace } from './stages/namespace.ts';
import { noteWeakSecrets } from './weak-secrets.ts';

export interface RunResult {
  readonly verdict: PipelineVerdict;
  readonly reason: string | undefined;
  readonly place?: Place;
}

/** Evidence and rollback get time of their own, whatever the run has used up. */
const afterwardsMs = 10 * 60_000;
/** After a cancellation: the platform kills what still runs after ten seconds, and the programs had four of them to end. */
const hurriedMs = 2500;
const width = 6;

/** Executes the plan. Never throws for what a run can meet: it ends in a verdict, with evidence, and nothing left behind. */
export async function executePlan(context: RunContext, signal: AbortSignal): Promise<RunResult> {
  const { plan, emit } = context;
  hideSecretValues(context.config.releases, context.ports);
  emit({
    kind: 'run-started',
    version: context.settings.version,
    name: plan.name,
    stages: plan.stages.map(({ id, title, needs }) => ({ id, title, needs })),
    checkpoints: plan.stages.flatMap(({ work }) =>
      work.kind === 'checkpoint' ? [{ id: work.checkpoint.id, title: work.checkpoint.title }] : [],
    ),
    rules: context.config.accept,
  });
  emit({ kind: 'environment', values: { namespace: plan.namespace } });
  noteWeakSecrets(context);
  const limit = AbortSignal.timeout(plan.limitMs);
  const stages = plan.stages.map(({ work, ...stage }) => ({
    ...stage,
    run: (stageSignal: AbortSignal) => handle({ id: stage.id, work }, context, stageSignal),
  }));
  const lost = context.state.lost.signal;
  const failures = await runGraph(stages, { signal: AbortSignal.any([signal, limit, lost]), emit, width });
  const ended = signal.aborted || limit.aborted || lost.aborted || failures.length > 0;
  const verdict = ended
    ? await conclude(context, failures, { cancelled: signal.aborted, timedOut: limit.aborted })
    : await celebrate(context);
  await cleanUp(context, { signal: AbortSignal.timeout(afterwardsMs), cancelled: signal.aborted });
  emit({
    kind: 'run-finished',
    verdict: verdict.verdict,
    ...(verdict.reason === undefined ? {} : { reason: verdict.reason }),
    ...(verdict.place === undefined ? {} : { place: verdict.place }),
  });
  return verdict;
}

/** One handler for each kind of work; a kind without one does not compile. */
function handle(
  { id, work }: Pick<PlannedStage, 'id' | 'work'>,
  context: RunContext,
  signal: AbortSignal,
): Promise<void> {
  switch (work.kind) {
    case 'cluster':
      return startCluster(context, signal);
    case 'build':
      return buildOne(work.image, context, signal);
    case 'lint':
      return lintRelease(work.release, context, signal);
    case 'load':
      return loadAll(context, signal);
    case 'namespace':
      return prepareNamespace(id, context, signal);
    case 'deploy':
      return deployRelease({ id, work }, context, signal);
    case 'checkpoint':
      return runCheckpoint(work.checkpoint, context, signal);
  }
}

async function celebrate(context: RunContext): Promise<RunResult> {
  for (const release of context.state.releases.values()) {
    await rememberGood(context, release);
    const action = release.knownGood === 0 ? 'installed' : 'upgraded';
    context.emit({
      kind: 'release',
      release: {
        name: release.name,
        namespace: release.target.namespace,
        revision: release.revision,
        action,
        verified: true,
        ...(release.diff === undefined ? {} : { diff: release.diff }),
      },
    });
  }
  await sweep(context);
  await explain(context, [], AbortSignal.timeout(afterwardsMs));
  return { verdict: 'passed', reason: undefined };
}

/** The proof is kept in the cluster. That it could not be kept changes what the next run goes back to, so it is said. */
async function rememberGood({ state, emit }: RunContext, { name, target, revision }: ReleaseState): Promise<void> {
  try {
    if (state.kube) await markVerified(state.kube, target.namespace, name, revision);
  } catch (error) {
    emit({ kind: 'note', level: 'warning', text: messageOf(error) });
  }
}

/** After a failure, in this order: collect, name the cause, roll back, verify. */
async function conclude(
  context: RunContext,
  failures: readonly StageFailure[],
  how: { cancelled: boolean; timedOut: boolean },
): Promise<RunResult> {
  const { lost } = context.state;
  // Another run is at work in the namespace: whatever is done there now is done to it.
  if (lost.signal.aborted) return { verdict: 'infrastructure', reason: messageOf(lost.signal.reason) };
  const afterwards = AbortSignal.timeout(how.cancelled ? hurriedMs : afterwardsMs);
  const faults = await explain(context, failures, afterwards);
  const infrastructure = failures.every((failure) => failure.outcome === 'infrastructure') || isInfrastructure(faults);
  const first = failures[0];
  const root = faults.find((fault) => fault.root);
  const reason = root
    ? `${root.title}: ${root.object}`
    : (first?.message ?? (how.timedOut ? 'the time limit of the run was reached' : undefined));
  if (how.cancelled) return { verdict: 'cancelled', reason: 'cancelled' };
  if (!(infrastructure && isInfrastructure(faults))) await takeBackSafely(context, afterwards);
  await sweep(context);
  // A diagnosed cause has a place of its own, or none.
  const place = !root && first?.place ? { place: first.place } : {};
  return { verdict: infrastructure ? 'infrastructure' : 'failed', reason, ...place };
}

async function takeBackSafely(context: RunContext, signal: AbortSignal): Promise<void> {
  try {
    await explainRest(context, await takeBack(context, signal), signal);
  } catch (error) {
    context.emit({ kind: 'note', level: 'error', text: `rollback: ${messageOf(error)}` });
  }
}
