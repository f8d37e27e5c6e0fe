import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import * as helm from '../tools/helm.ts';
import { orThrow } from '../tools/outcome.ts';
import { scratch } from '../tools/scratch.ts';
import type { Given } from './render.ts';
import type { ReleasePorts } from './spec.ts';

const plugin = 'taskflow-k8s-render';

/**
 * Lets Helm apply a text that was made here from its own rendering. Helm 3 wants a program, Helm 4 a plugin; both get one
 * that throws away what it is given and prints the file. The file may hold the chart's own Secrets: only this user can
 * read it, and it is gone as soon as Helm has ended.
 */
export async function withPostRender<T>(
  given: Given,
  ports: Pick<ReleasePorts, 'exec' | 'signal' | 'emit'>,
  work: (postRender: NonNullable<helm.UpgradeOptions['postRender']>) => Promise<T>,
): Promise<T> {
  const folder = await scratch('render');
  try {
    const { stdout } = orThrow(await ports.exec(helm.versionCommand, { signal: ports.signal }));
    const hooks = helm.parseMajor(stdout) >= 4;
    if (!hooks && given.changedHooks.length > 0) ports.emit({ kind: 'note', level: 'warning', text: unseen(given) });
    const program = join(folder, 'render.sh');
    await writeFile(join(folder, 'manifest.yaml'), given.objects + (hooks ? given.hooks : ''), { mode: 0o600 });
    await writeFile(program, `#!/bin/sh\ncat > /dev/null\nexec cat '${join(folder, 'manifest.yaml')}'\n`);
    await chmod(program, 0o700);
    return await work(
      hooks
        ? { args: ['--post-renderer', plugin], env: await pluginEnv(folder, program, ports) }
        : { args: ['--post-renderer', program], env: {} },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function unseen({ changedHooks }: Given): string {
  return `Helm 3 shows nobody its hooks, so this was not done (Helm 4 can): ${changedHooks.join('; ')}`;
}

/** The user's own plugins stay: a chart may come by one of them. */
async function pluginEnv(
  folder: string,
  program: string,
  { exec, signal }: Pick<ReleasePorts, 'exec' | 'signal'>,
): Promise<Readonly<Record<string, string>>> {
  const plugins = join(folder, 'plugins');
  await mkdir(join(plugins, plugin), { recursive: true });
  const about = {
    apiVersion: 'v1',
    type: 'postrenderer/v1',
    name: plugin,
    version: '1.0.0',
    runtime: 'subprocess',
    runtimeConfig: { platformCommand: [{ command: program }] },
  };
  await writeFile(join(plugins, plugin, 'plugin.yaml'), JSON.stringify(about));
  const present = orThrow(await exec(helm.pluginsCommand, { signal })).stdout.trim();
  return { HELM_PLUGINS: [plugins, ...(present ? [present] : [])].join(delimiter) };
}
