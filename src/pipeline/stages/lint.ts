import type { ReleaseConfig } from '../../config/config.ts';
import { check } from '../../model/check.ts';
import type { Outcome } from '../../ports/exec.ts';
import { stageValues } from '../../release/deploy.ts';
import { parseManifest } from '../../release/manifest.ts';
import * as helm from '../../tools/helm.ts';
import { failureSentence, lastWords } from '../../tools/outcome.ts';
import { withChart } from '../chart.ts';
import type { RunContext } from '../context.ts';
import { infrastructure } from '../stage.ts';
import { chartVersionWarning } from './chart-version.ts';

/** The chart is looked at while the cluster starts; the result is part of checkpoint 1. */
export async function lintRelease(release: string, context: RunContext, signal: AbortSignal): Promise<void> {
  const config = await withChart(release, context, signal);
  const warning = await chartVersionWarning(config.chart, context, signal);
  if (warning) context.emit({ kind: 'note', level: 'warning', text: warning, stage: `lint:${release}` });
  const images = Object.fromEntries(
    Object.values(config.images).map((image) => [image, { repository: image, tag: 'lint' }]),
  );
  const byPath = Object.fromEntries(
    Object.entries(config.images).map(([path, image]) => [path, images[image] ?? { repository: image, tag: 'lint' }]),
  );
  const secrets = Object.fromEntries(Object.entries(config.secrets).map(([path, secret]) => [path, secret]));
  const plain = Object.fromEntries(Object.keys(config['secret-values']).map((path) => [path, 'lint']));
  const stages = config.stages ?? [undefined];
  let last = '';
  for (const index of stages.keys()) {
    const values = await stageValues(
      { config, stage: index, images: byPath, secrets, plain },
      { exec: context.ports.exec, signal },
    );
    last = values;
    const outcome = await context.ports.exec(helm.lint(config.chart, config.values, values), { signal });
    if (outcome.ended !== 'exited') throw infrastructure(failureSentence(outcome));
    if (!outcome.failed) continue;
    context.state.preChecks.push(
      check({
        id: `chart-${release}`,
        title: `Chart ${release} is sound`,
        verdict: 'failed',
        detail: complaints(outcome),
        place: { file: context.config.releases[release]?.chart ?? config.chart },
      }),
    );
    return;
  }
  await render({ release, config, values: last }, context, signal);
  context.state.preChecks.push(
    check({
      id: `chart-${release}`,
      title: `Chart ${release} is sound`,
      verdict: 'passed',
      detail: `helm lint --strict ${context.config.releases[release]?.chart}, ${stages.length === 1 ? 'one set of values' : `${stages.length} stages`}`,
    }),
  );
}

/** For what can be counted before anything is applied. What Helm cannot render without a cluster is left to the deployment. */
async function render(
  { release, config, values }: { readonly release: string; readonly config: ReleaseConfig; readonly values: string },
  { plan, ports, state }: RunContext,
  signal: AbortSignal,
): Promise<void> {
  const { chart, values: valuesFiles } = config;
  const command = helm.template({ name: release, namespace: plan.namespace, chart, valuesFiles, values });
  const outcome = await ports.exec(command, { signal });
  if (!outcome.failed) state.rendered.set(release, parseManifest(outcome.stdout));
}

/** Helm prints what it found to stdout, and to stderr only how much of it there was. */
function complaints(outcome: Outcome): string {
  const found = outcome.stdout.split('\n').filter((line) => /^\[(ERROR|WARNING)\]/.test(line));
  return found.slice(0, 20).join('\n') || lastWords(outcome, 20);
}
