import { type CheckResult, check } from '../model/check.ts';
import * as helm from '../tools/helm.ts';
import { list, pathOf } from '../tools/kube.ts';
import { lastWords, orThrow } from '../tools/outcome.ts';
import { type Document, splitDocuments } from './documents.ts';
import { watchHooks } from './hooks.ts';
import type { ReleasePorts, WorkloadRef } from './spec.ts';
import { verdictOf } from './watch.ts';

export interface OwnTests {
  readonly name: string;
  readonly target: helm.HelmTarget;
  readonly timeoutMs: number;
  readonly stage: string;
}

/** The chart's own word about whether it works (`helm test`); undefined where it has none. */
export async function runOwnTests(
  { name, target, timeoutMs, stage }: OwnTests,
  ports: ReleasePorts,
): Promise<CheckResult | undefined> {
  const { stdout } = orThrow(await ports.exec(helm.getHooks(target, name), { signal: ports.signal }));
  const hooks = splitDocuments(stdout).filter(isTest).flatMap(refOf);
  if (hooks.length === 0) return undefined;
  const started = ports.clock.now();
  // One that can never begin is named within seconds; Helm would wait for it to the end.
  const { outcome, symptom } = await watchHooks({ namespace: target.namespace, hooks, stage }, ports, (signal) =>
    ports.exec(helm.test(target, name, timeoutMs), { signal }),
  );
  ports.signal.throwIfAborted();
  const names = hooks.map((hook) => `${hook.kind} ${hook.name}`).join(', ');
  const failure = async (): Promise<string> =>
    symptom
      ? verdictOf(symptom, ports.graces)
      : [lastWords(outcome, 3), ...(await logsOf(hooks, target, ports))].join('\n');
  return check({
    id: `tests-${name}`,
    title: `The chart's own tests of ${name} (helm test)`,
    verdict: outcome.failed ? 'failed' : 'passed',
    detail: outcome.failed ? `${names}: ${await failure()}` : `${names} succeeded`,
    durationMs: ports.clock.now() - started,
  });
}

function isTest({ object }: Document): boolean {
  const events = object.metadata.annotations?.['helm.sh/hook'] ?? '';
  return /(^|[,\s])test(-success|-failure)?([,\s]|$)/.test(events);
}

function refOf({ object }: Document): WorkloadRef[] {
  const { kind, metadata } = object;
  return kind === 'Pod' || kind === 'Job' ? [{ kind, name: metadata.name }] : [];
}

/** The last that each test pod has printed, as far as it is still there. */
async function logsOf(
  hooks: readonly WorkloadRef[],
  { namespace }: helm.HelmTarget,
  { kube, signal }: ReleasePorts,
): Promise<string[]> {
  const logs = hooks.map(async ({ kind, name }) => {
    const pods =
      kind === 'Pod'
        ? [name]
        : (await list(kube, 'pods', namespace, `job-name=${name}`)).map(({ metadata }) => metadata.name);
    const texts = pods.map(async (pod) => {
      const path = `${pathOf('pods', namespace, pod)}/log?tailLines=10`;
      const { status, body } = await kube.request('GET', path, undefined, signal);
      return status === 200 ? [`${pod}: ${String(body).trim()}`] : [];
    });
    return (await Promise.all(texts)).flat();
  });
  return (await Promise.all(logs)).flat();
}
