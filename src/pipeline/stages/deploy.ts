import { deployStage, HelmRefusal, openRelease } from '../../release/deploy.ts';
import { ensureNamespace, ensureSecret } from '../../release/secrets.ts';
import type { ReleasePorts, ReleaseState } from '../../release/spec.ts';
import type { ImageReference } from '../../release/values.ts';
import { clusterOf, type RunContext, releasePorts } from '../context.ts';
import { failed } from '../stage.ts';

export async function deployRelease(
  work: { readonly release: string; readonly stage: number },
  context: RunContext,
  signal: AbortSignal,
): Promise<void> {
  const config = context.config.releases[work.release];
  if (!config) throw new Error(`no release ${work.release}`);
  const ports = releasePorts(context, signal);
  const { namespace } = context.plan;
  await ensureNamespace(namespace, ports);
  const state = context.state.releases.get(work.release) ?? (await open(work.release, context, ports));
  context.state.releases.set(work.release, state);

  const images = Object.fromEntries(
    Object.entries(config.images).map(([path, image]) => [
      path,
      splitReference(context.state.deployAs.get(image) ?? image),
    ]),
  );
  const secrets: Record<string, string> = {};
  for (const [path, name] of Object.entries(config.secrets))
    secrets[path] = await ensureSecret(namespace, name, context.secrets[name] ?? {}, ports);
  try {
    await deployStage(state, { config, stage: work.stage, images, secrets, runId: context.settings.runId }, ports);
  } catch (error) {
    throw error instanceof HelmRefusal ? failed(error.message, error) : error;
  }
}

function open(release: string, context: RunContext, ports: ReleasePorts): Promise<ReleaseState> {
  const { kubeconfig, context: kubeContext } = clusterOf(context);
  return openRelease(release, { kubeconfig, context: kubeContext, namespace: context.plan.namespace }, ports);
}

/** `localhost:5000/app:1` → repository and tag; a colon before a slash belongs to the host. */
function splitReference(reference: string): ImageReference {
  const colon = reference.lastIndexOf(':');
  if (colon === -1 || reference.indexOf('/', colon) !== -1) return { repository: reference, tag: 'latest' };
  return { repository: reference.slice(0, colon), tag: reference.slice(colon + 1) };
}
