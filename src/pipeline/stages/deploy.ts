import { refusals } from '../../release/admit.ts';
import { applyStage, type PreparedStage, prepareStage } from '../../release/deploy.ts';
import { titleOf } from '../../release/documents.ts';
import { ensureNamespace } from '../../release/namespace.ts';
import { openRelease } from '../../release/open.ts';
import { HelmRefusal } from '../../release/refusal.ts';
import { ensureSecret } from '../../release/secrets.ts';
import type { ReleasePorts, ReleaseState } from '../../release/spec.ts';
import { type ImageReference, parseReference } from '../../release/values.ts';
import { withChart } from '../chart.ts';
import { clusterOf, type RunContext, releasePorts } from '../context.ts';
import { failed } from '../stage.ts';
import { showChanges } from './changes.ts';
import { findIn } from './secret-places.ts';

export async function deployRelease(
  { id, work }: { readonly id: string; readonly work: { readonly release: string; readonly stage: number } },
  context: RunContext,
  signal: AbortSignal,
): Promise<void> {
  const config = await withChart(work.release, context, signal);
  const ports = releasePorts(context, signal);
  const { namespace } = context.plan;
  if (context.config.cluster.provider !== 'existing') await ensureNamespace(namespace, ports.kube);
  const state = context.state.releases.get(work.release) ?? (await open(work.release, context, ports));
  context.state.releases.set(work.release, state);

  const reference = (image: string): ImageReference => parseReference(context.state.deployAs.get(image) ?? image);
  const images = mapValues(config.images, reference);
  const swap = mapValues(config.swap, reference);
  // What was pushed is in a registry, so that it may be asked for.
  const loaded = new Set(clusterOf(context).provider === 'existing' ? [] : context.state.deployAs.values());
  const secrets: Record<string, string> = {};
  for (const [path, name] of Object.entries(config.secrets))
    secrets[path] = await ensureSecret(namespace, name, context.secrets[name] ?? {}, ports);
  const plain = plainSecrets(work.release, config['secret-values'], context);
  const { runId } = context.settings;
  try {
    const prepared = await prepareStage(
      state,
      { config, stage: work.stage, images, swap, loaded, secrets, plain, runId },
      ports,
    );
    await showChanges(state, prepared, context);
    refuseOpenSecrets(work.release, prepared, context);
    const refused = await refusals(prepared.rendering.whole, namespace, ports.kube);
    if (refused.length > 0)
      throw failed(`The API server would not take ${work.release}; nothing was changed.\n${refused.join('\n')}`);
    await applyStage(state, prepared, id, ports);
  } catch (error) {
    throw error instanceof HelmRefusal ? failed(error.message, error) : error;
  }
}

/** A ConfigMap is read by everybody who may look at the namespace, and it is kept in every backup. */
function refuseOpenSecrets(release: string, { rendering }: PreparedStage, { secrets }: RunContext): void {
  const open = rendering.whole
    .filter(({ object }) => object.kind === 'ConfigMap')
    .flatMap((document) => findIn(document.text, secrets).map(({ name }) => `${titleOf(document)} holds ${name}`));
  if (open.length > 0)
    throw failed(`Release ${release} would put a secret into the open; nothing was changed.\n${open.join('\n')}`);
}

/** By stdin, so never in an argv or a file of ours; what the chart makes of it is the chart's. */
function plainSecrets(
  release: string,
  wanted: Readonly<Record<string, string>>,
  { secrets, emit }: RunContext,
): Record<string, string> {
  const paths = Object.keys(wanted);
  if (paths.length > 0)
    emit({
      kind: 'note',
      level: 'warning',
      text: `${release}: ${paths.join(', ')} is given as a plain value, so it stands in the chart's own objects and in Helm's record. Better: let the chart take the name of a Secret, and map that with \`secrets\`.`,
    });
  return mapValues(wanted, (word) => {
    const [secret = '', key = ''] = word.split('.');
    return secrets[secret]?.[key] ?? '';
  });
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function open(release: string, context: RunContext, ports: ReleasePorts): Promise<ReleaseState> {
  const { kubeconfig, context: kubeContext } = clusterOf(context);
  return openRelease(release, { kubeconfig, context: kubeContext, namespace: context.plan.namespace }, ports);
}
