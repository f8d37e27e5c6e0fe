import * as helm from '../tools/helm.ts';
import { CommandError, lastWords } from '../tools/outcome.ts';
import { type Document, joinDocuments, splitDocuments, titleOf } from './documents.ts';
import { keepLater } from './keep.ts';
import { HelmRefusal } from './refusal.ts';
import type { ReleasePorts, ReleaseState } from './spec.ts';
import { swapIn } from './swap.ts';
import type { ImageReference } from './values.ts';

export interface RenderInput {
  readonly options: helm.UpgradeOptions;
  /** Nothing of the release comes after this stage. */
  readonly last: boolean;
  readonly swap: Readonly<Record<string, ImageReference>>;
  readonly loaded: ReadonlySet<string>;
}

/** What one stage applies, known before anything is applied. */
export interface Rendering {
  /** What this stage of the chart brings by itself. */
  readonly own: readonly Document[];
  /** The same, with what stays as it is deployed until its own stage comes. */
  readonly whole: readonly Document[];
  readonly hooks: helm.DryRun['hooks'];
  /** Set where what is applied is not what Helm renders by itself; then Helm must be given it. */
  readonly given: Given | undefined;
  /** What was changed in the rendered text, and what was kept; one line each. */
  readonly said: readonly string[];
}

export interface Given {
  readonly objects: string;
  /** Helm 4 hands over the hooks as well; Helm 3 keeps them to itself. */
  readonly hooks: string;
  /** What was changed in the hooks, which Helm 3 would not see. */
  readonly changedHooks: readonly string[];
}

export async function renderStage(state: ReleaseState, input: RenderInput, ports: ReleasePorts): Promise<Rendering> {
  const { manifest, hooks } = await askHelm(state, input.options, ports);
  const rendered = splitDocuments(manifest);
  const swapInput = { swap: input.swap, loaded: input.loaded, namespace: state.target.namespace };
  const own = swapIn(rendered, swapInput);
  const hookDocuments = splitDocuments(hooks.map((hook) => `---\n${hook.manifest}\n`).join(''));
  const swappedHooks = swapIn(hookDocuments, swapInput);
  const kept = input.last ? [] : keepLater(own.documents, splitDocuments(state.known));
  const whole = [...own.documents, ...kept];
  const changed = kept.length + own.said.length + swappedHooks.said.length > 0;
  return {
    own: own.documents,
    whole,
    hooks,
    given: changed
      ? {
          objects: joinDocuments(whole),
          hooks: joinDocuments(swappedHooks.documents),
          changedHooks: swappedHooks.said,
        }
      : undefined,
    said: [
      ...own.said,
      ...swappedHooks.said,
      ...(kept.length > 0 ? [`stays as it is until its stage comes: ${kept.map(titleOf).join(', ')}`] : []),
    ],
  };
}

async function askHelm(state: ReleaseState, options: helm.UpgradeOptions, ports: ReleasePorts): Promise<helm.DryRun> {
  let outcome = await ports.exec(helm.dryRun(state.target, options), { signal: ports.signal });
  // A chart that brings the namespace of its own release: it is left out of what is applied, so nobody takes it over.
  if (outcome.failed && new RegExp(`Namespace "${state.target.namespace}" .*cannot be imported`).test(outcome.stderr))
    outcome = await ports.exec(helm.dryRun(state.target, options, { takeOwnership: true }), { signal: ports.signal });
  if (outcome.failed)
    throw outcome.ended === 'exited' ? new HelmRefusal(state.name, lastWords(outcome, 30)) : new CommandError(outcome);
  return helm.parseDryRun(outcome.stdout);
}
