import type { Config } from '../config/config.ts';
import { type Problem, UsageError } from '../model/problem.ts';
import type { PipelineVerdict } from '../model/verdict.ts';
import { inOrder } from '../plan/plan.ts';
import { type Earlier, earlierRevision } from '../release/known-good.ts';
import { readHistory, readVerified } from '../release/open.ts';
import { settleOrphan } from '../release/orphan.ts';
import { backTo } from '../release/rollback.ts';
import type { HelmTarget } from '../tools/helm.ts';
import { cleanUp } from './clean-up.ts';
import { clusterOf, type RunContext, releasePorts } from './context.ts';
import { explain } from './explain.ts';
import { runGraph } from './graph.ts';
import { failed, type Stage } from './stage.ts';
import { startCluster } from './stages/cluster.ts';
import { prepareNamespace } from './stages/namespace.ts';

export interface RollbackRequest {
  /** All releases of the configuration when absent. */
  readonly release?: string;
  /** The revision before, as far as one was verified, when absent. */
  readonly to?: number;
}

/** From what the user wrote; a UsageError where it makes no sense. */
export function rollbackRequest(
  { to, release }: { readonly to?: string | undefined; readonly release?: string | undefined },
  config: Config,
): RollbackRequest {
  const names = Object.keys(config.releases);
  const problems: Problem[] = [];
  if (to !== undefined && !/^[1-9]\d*$/.test(to))
    problems.push({ source: 'to', message: `"${to}" is not the number of a revision`, hint: 'see `helm history`' });
  if (release !== undefined && !names.includes(release))
    problems.push({
      source: 'release',
      message: `there is no release "${release}"`,
      hint: `there are: ${names.join(', ')}`,
    });
  if (to !== undefined && release === undefined && names.length > 1)
    problems.push({ source: 'to', message: 'which release is meant?', hint: `add --release: ${names.join(', ')}` });
  if (problems.length > 0) throw new UsageError(problems);
  return { ...(release === undefined ? {} : { release }), ...(to === undefined ? {} : { to: Number(to) }) };
}

const limitMs = 15 * 60_000;

/** Takes releases back to a revision that was good, in reverse order, each proved. Ends in a verdict, with evidence where it failed. */
export async function executeRollback(
  request: RollbackRequest,
  context: RunContext,
  signal: AbortSignal,
): Promise<{ readonly verdict: PipelineVerdict }> {
  const { emit, plan, settings } = context;
  const stages = stagesOf(request, context);
  emit({
    kind: 'run-started',
    version: settings.version,
    name: plan.name,
    stages: stages.map(({ id, title, needs }) => ({ id, title, needs })),
    checkpoints: [],
  });
  const failures = await runGraph(stages, {
    signal: AbortSignal.any([signal, context.state.lost.signal]),
    emit,
    width: 1,
  });
  if (failures.length > 0 && context.state.kube) await explain(context, failures, AbortSignal.timeout(limitMs));
  await cleanUp(context, { signal, cancelled: signal.aborted });
  const verdict = context.state.lost.signal.aborted ? 'infrastructure' : verdictOf(signal.aborted, failures);
  const reason = failures[0]?.message;
  emit({ kind: 'run-finished', verdict, ...(reason === undefined ? {} : { reason }) });
  return { verdict };
}

function stagesOf(request: RollbackRequest, context: RunContext): Stage[] {
  const names = inOrder(context.config.releases)
    .map(([name]) => name)
    .filter((name) => request.release === undefined || name === request.release)
    .reverse();
  const cluster: Stage = {
    id: 'cluster',
    title: 'Find the cluster',
    needs: [],
    limitMs: 2 * 60_000,
    run: (signal) => startCluster(context, signal),
  };
  const before = context.config.cluster.provider === 'existing' ? [cluster, lockStage(context)] : [cluster];
  const backs = names.map(
    (name, index): Stage => ({
      id: `rollback:${name}`,
      title: `Take ${name} back`,
      needs: [index === 0 ? (before.at(-1)?.id ?? cluster.id) : `rollback:${names[index - 1]}`],
      limitMs,
      run: (signal) => takeBack(name, request.to, context, signal),
    }),
  );
  return [...before, ...backs];
}

function lockStage(context: RunContext): Stage {
  const id = 'namespace';
  return {
    id,
    title: `Lock namespace ${context.plan.namespace}`,
    needs: ['cluster'],
    limitMs: context.config.cluster['lock-wait'] + 60_000,
    run: (signal) => prepareNamespace(id, context, signal),
  };
}

async function takeBack(name: string, to: number | undefined, context: RunContext, signal: AbortSignal): Promise<void> {
  const ports = releasePorts(context, signal);
  const { kubeconfig, context: kubeContext } = clusterOf(context);
  const target: HelmTarget = { kubeconfig, context: kubeContext, namespace: context.plan.namespace };
  await settleOrphan(name, target, ports);
  const history = await readHistory(name, target, ports);
  const verified = await readVerified(name, target, ports);
  const choice = earlierRevision({ name, history, verified, ...(to === undefined ? {} : { to }) });
  if (!choice.ok) throw failed(choice.why);
  say(choice, name, context);
  const record = await backTo({ name, target, revision: choice.revision }, ports);
  context.emit({ kind: 'release', release: record });
  if (!record.verified)
    throw failed(`${name}: revision ${choice.revision} is applied and does not serve: ${record.detail}`);
}

function say(choice: Extract<Earlier, { ok: true }>, name: string, { emit }: RunContext): void {
  const proof = choice.verified ? 'was verified' : 'was never verified by this pipeline';
  emit({
    kind: 'note',
    level: choice.verified ? 'info' : 'warning',
    text: `${name} goes from revision ${choice.from} back to ${choice.revision}, which ${proof}`,
  });
}

function verdictOf(cancelled: boolean, failures: readonly { readonly outcome: string }[]): PipelineVerdict {
  if (cancelled) return 'cancelled';
  if (failures.length === 0) return 'passed';
  return failures.every(({ outcome }) => outcome === 'infrastructure') ? 'infrastructure' : 'failed';
}
