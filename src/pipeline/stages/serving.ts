import { type CheckResult, check } from '../../model/check.ts';
import { list } from '../../tools/kube.ts';
import { releasePorts } from '../context.ts';
import { proxyPath, reachables } from '../reach.ts';
import type { CheckpointRun } from './checkpoint.ts';

/** Checkpoints "API": the component answers through its Service, inside the cluster. */
export const checkServing: CheckpointRun = async (checkpoint, context, signal, say) => {
  const { component } = checkpoint;
  if (!component) throw new Error(`${checkpoint.id} has no component`);
  const { kube, clock } = releasePorts(context, signal);
  const { namespace } = context.plan;
  const services = reachables(component.release, component.component, context, await list(kube, 'services', namespace));
  if (services.length === 0)
    say(
      check({
        id: 'service',
        title: 'Has a Service',
        verdict: 'skipped',
        detail: `no Service leads to ${component.component}`,
      }),
    );
  for (const service of services) {
    if (!service.http) {
      say(notHttp(`health-${service.name}`, `Service ${service.name}:${service.port} answers HTTP`));
      continue;
    }
    const path = service.healthPath ?? '/';
    const started = clock.now();
    const answer = await kube.request('GET', proxyPath(namespace, service, path), undefined, signal);
    const durationMs = clock.now() - started;
    const good = answer.status >= 200 && answer.status < 400;
    say(
      check({
        id: `health-${service.name}`,
        title: `GET ${path} through Service ${service.name}:${service.port}`,
        verdict: good ? 'passed' : 'failed',
        detail: good ? `${answer.status}` : `expected 2xx or 3xx, got ${answer.status}: ${short(answer.body)}`,
        durationMs,
      }),
    );
  }
};

function notHttp(id: string, title: string): CheckResult {
  const detail = 'its readiness probe is not HTTP, so it is not asked by HTTP; its pods are ready';
  return check({ id, title, verdict: 'skipped', detail });
}

function short(body: unknown): string {
  return (typeof body === 'string' ? body : JSON.stringify(body)).slice(0, 300);
}
