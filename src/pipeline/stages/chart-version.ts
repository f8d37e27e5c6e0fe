import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseYaml } from '../../lib/yaml.ts';
import type { RunContext } from '../context.ts';

/**
 * A chart whose content changed and whose version did not is two charts under one name. Compared with the branch that a
 * pull request goes to, or with the last commit where that branch is not here; without git, or for a new chart, nobody knows.
 */
export async function chartVersionWarning(
  chart: string,
  context: RunContext,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { workspace } = context.settings;
  const git = (...args: readonly string[]) =>
    context.ports.exec({ tool: 'git', args: ['-C', workspace, ...args], timeoutMs: 20_000 }, { signal });
  const { name, commit } = await baseOf(context.ports.env.GITHUB_BASE_REF, git);
  const difference = await git('diff', '--quiet', commit, '--', chart);
  if (difference.exitCode !== 1) return undefined;
  const before = await git('show', `${commit}:./${chart}/Chart.yaml`);
  const now = await readFile(join(workspace, chart, 'Chart.yaml'), 'utf8').catch(() => '');
  const version = versionIn(now);
  if (before.failed || version === undefined || versionIn(before.stdout) !== version) return undefined;
  return `Chart ${chart} is not what it is at ${name}, and its version is still ${version}: raise \`version\` in ${chart}/Chart.yaml.`;
}

type Git = (...args: readonly string[]) => ReturnType<RunContext['ports']['exec']>;

async function baseOf(
  branch: string | undefined,
  git: Git,
): Promise<{ readonly name: string; readonly commit: string }> {
  for (const name of [...(branch ? [`origin/${branch}`] : []), 'origin/HEAD']) {
    const found = await git('merge-base', 'HEAD', name);
    if (!found.failed) return { name, commit: found.stdout.trim() };
  }
  return { name: 'the last commit', commit: 'HEAD' };
}

function versionIn(text: string): string | undefined {
  const { value } = parseYaml(text);
  const version = (value as { version?: unknown } | undefined)?.version;
  return version === undefined ? undefined : String(version);
}
