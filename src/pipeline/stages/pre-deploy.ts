import { check } from '../../model/check.ts';
import type { CheckpointRun } from './checkpoint.ts';

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
  for (const { name, contentTag, reused } of context.state.built.values())
    say(
      check({
        id: `build-${name}`,
        title: `Image ${name} builds`,
        verdict: 'passed',
        detail: `${contentTag}${reused ? ', unchanged' : ''}`,
      }),
    );
  for (const result of context.state.preChecks) say(result);
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
