import { type CheckResult, check } from '../../model/check.ts';
import { componentsOf } from '../../plan/plan.ts';
import type { HttpOutcome } from '../../ports/http.ts';
import { runOwnTests } from '../../release/own-tests.ts';
import { list } from '../../tools/kube.ts';
import { releaseOf } from '../chart.ts';
import { type RunContext, releasePorts } from '../context.ts';
import { nodeUrl, proxyPath, type Reachable, reachables } from '../reach.ts';
import type { CheckpointRun } from './checkpoint.ts';
import { probeFromPod } from './pod-probe.ts';

/** Checkpoint "integration": the last component serves, and its pods reach the others by name. */
export const checkIntegration: CheckpointRun = async (checkpoint, context, signal, say) => {
  const { kube, exec } = releasePorts(context, signal);
  const { namespace } = context.plan;
  const live = await list(kube, 'services', namespace);
  const components = componentsOf(context.config);
  const services = components.map(({ release, component }) => ({
    component,
    release,
    found: reachables(release, component, context, live),
  }));
  const front = services.at(-1);
  for (const service of front?.found ?? []) say(await loads(service, context, signal));

  const pod = await frontPod(front, context, signal);
  for (const { found } of services.slice(0, -1)) {
    for (const service of found.filter(({ http }) => http)) {
      const url = `http://${service.name}:${service.port}${service.healthPath ?? '/'}`;
      const title = `${front?.component} reaches ${url}`;
      if (!pod)
        say(check({ id: `reach-${service.name}`, title, verdict: 'skipped', detail: 'no running pod to ask from' }));
      else
        say(
          check({ id: `reach-${service.name}`, title, ...(await probeFromPod(pod, url, context, { exec, signal })) }),
        );
    }
  }
  await sayOwnTests(`checkpoint:${checkpoint.id}`, context, signal, say);
};

/** The charts' own tests, one release after the other: they may share what they write. */
async function sayOwnTests(
  stage: string,
  context: RunContext,
  signal: AbortSignal,
  say: (check: CheckResult) => void,
): Promise<void> {
  for (const { name, target } of context.state.releases.values()) {
    const { test, timeout: timeoutMs } = releaseOf(name, context);
    const result = test
      ? await runOwnTests({ name, target, timeoutMs, stage }, releasePorts(context, signal))
      : undefined;
    if (result) say(result);
  }
}

const nodePortMs = 15_000;

/** A node leads its new NodePort to the pods some moments after they are ready: nobody listens there until then. */
async function connected(
  ask: () => Promise<HttpOutcome>,
  { ports: { clock } }: RunContext,
  signal: AbortSignal,
): Promise<HttpOutcome> {
  for (const end = clock.now() + nodePortMs; ; ) {
    const outcome = await ask();
    if (outcome.ok || outcome.failure.kind !== 'connect' || clock.now() > end) return outcome;
    await clock.sleep(250, signal);
  }
}

async function loads(service: Reachable, context: RunContext, signal: AbortSignal): Promise<ReturnType<typeof check>> {
  const url = nodeUrl(context, service);
  const title = url ? `GET ${url}/` : `GET / through Service ${service.name}:${service.port}`;
  const id = `loads-${service.name}`;
  if (!url) {
    const answer = await releasePorts(context, signal).kube.request(
      'GET',
      proxyPath(context.plan.namespace, service, '/'),
      undefined,
      signal,
    );
    return check({ id, title, verdict: answer.status < 400 ? 'passed' : 'failed', detail: `${answer.status}` });
  }
  const outcome = await connected(
    () =>
      context.ports.http(
        { method: 'GET', url: `${url}/`, headers: [['accept', 'text/html']], timeoutMs: 20_000, maxBytes: 5_000_000 },
        signal,
      ),
    context,
    signal,
  );
  if (!outcome.ok)
    return check({ id, title, verdict: 'failed', detail: `${outcome.failure.kind}: ${outcome.failure.message}` });
  const { status, content, totalMs } = outcome.response;
  return check({
    id,
    title,
    verdict: status < 400 ? 'passed' : 'failed',
    detail: `${status}, ${content.length} bytes`,
    durationMs: totalMs,
  });
}

async function frontPod(
  front: { readonly release: string; readonly component: string } | undefined,
  context: RunContext,
  signal: AbortSignal,
): Promise<string | undefined> {
  const workload = front && context.state.releases.get(front.release)?.components.get(front.component)?.[0];
  if (!workload) return undefined;
  const pods = await list(releasePorts(context, signal).kube, 'pods', context.plan.namespace);
  const running = pods.filter(
    (pod) => (pod.status as { phase?: string } | undefined)?.phase === 'Running' && !pod.metadata.deletionTimestamp,
  );
  return running.find((pod) => pod.metadata.name.startsWith(`${workload.name}-`))?.metadata.name;
}
