import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { auditImage } from '../../images/audit.ts';
import { parseDockerfile } from '../../images/dockerfile.ts';
import { type CheckResult, check } from '../../model/check.ts';
import type { BuiltImage } from '../../model/image.ts';
import type { RunContext } from '../context.ts';
import { imageSpec } from './build.ts';
import { checkCapacity } from './capacity.ts';
import type { CheckpointRun } from './checkpoint.ts';
import { checkSecretPlaces } from './secret-places.ts';

/** Checkpoint 1: nothing has been touched yet. */
export const checkPreDeploy: CheckpointRun = async (_, context, signal, say) => {
  const { exec } = context.ports;
  const { workspace } = context.settings;
  const status = await exec(
    { tool: 'git', args: ['-C', workspace, 'status', '--porcelain', '--untracked-files=no'], timeoutMs: 30_000 },
    { signal },
  );
  if (status.failed)
    say(check({ id: 'git-clean', title: 'Git tree is clean', verdict: 'skipped', detail: 'not a git repository' }));
  else if (status.stdout.trim() === '')
    say(
      check({ id: 'git-clean', title: 'Git tree is clean', verdict: 'passed', detail: 'no tracked file is changed' }),
    );
  else
    say(
      check({
        id: 'git-clean',
        title: 'Git tree is clean',
        verdict: context.settings.strictGit ? 'failed' : 'skipped',
        detail: `changed: ${status.stdout.trim().split('\n').slice(0, 10).join(', ')}`,
      }),
    );
  for (const image of context.state.built.values()) for (const result of await audit(image, context)) say(result);
  for (const result of context.state.preChecks) say(result);
  if (context.state.rendered.size > 0) say(await checkCapacity(context, signal));
  for (const result of await checkSecretPlaces(context, signal)) say(result);
  for (const [name, secret] of Object.entries(context.config.secrets)) {
    say(
      check({
        id: `secret-${name}`,
        title: `Secret ${name} is complete`,
        verdict: 'passed',
        detail: `${Object.keys(secret.keys).length} keys from ${secret.from}`,
      }),
    );
  }
};

async function audit(image: BuiltImage, { config, settings, state }: RunContext): Promise<CheckResult[]> {
  const settingsOf = config.images[image.name];
  if (!settingsOf) throw new Error(`no image ${image.name}`);
  const instructions = parseDockerfile(await readFile(join(settings.workspace, settingsOf.dockerfile), 'utf8'));
  const built = check({
    id: `build-${image.name}`,
    title: `Image ${image.name} builds`,
    verdict: 'passed',
    detail: `${image.contentTag}${image.reused ? ', unchanged' : ''}`,
  });
  const traces = state.traces.get(image.name) ?? { looked: 0, found: [] };
  const nodeArch = state.cluster?.arch;
  return [
    built,
    ...(await auditImage({
      spec: imageSpec(image.name, settingsOf),
      image,
      instructions,
      workspace: settings.workspace,
      traces,
      ...(nodeArch ? { nodeArch } : {}),
    })),
  ];
}
