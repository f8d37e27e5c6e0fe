import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../src/adapters/clock-system.ts';
import { nodeExec } from '../../src/adapters/exec-node.ts';
import type { Docker } from '../../src/tools/docker.ts';

export interface OwnBuilder {
  /** Docker whose `buildx` builds there. */
  readonly docker: Docker;
  readonly stop: () => Promise<void>;
}

/** A BuildKit of our own, beside the engine: what `docker/setup-buildx-action` gives a workflow, reached by buildx's `remote` driver. */
export async function ownBuilder(folder: string): Promise<OwnBuilder> {
  const exec = nodeExec({ text: (text) => text, add: () => {} });
  const socket = `unix://${join(folder, 'buildkit.sock')}`;
  const log: string[] = [];
  const daemon = spawn('buildkitd', [
    '--root',
    join(folder, 'buildkit'),
    '--addr',
    socket,
    '--containerd-worker=false',
  ]);
  daemon.stderr.on('data', (chunk: Buffer) => log.push(String(chunk)));
  const ended = once(daemon, 'close');
  const config = join(folder, 'docker');
  await mkdir(config);
  await symlink(join(process.env.DOCKER_CONFIG ?? '', 'cli-plugins'), join(config, 'cli-plugins'));
  const docker = { tool: 'docker', env: { DOCKER_CONFIG: config, BUILDX_BUILDER: 'own' } };
  const create = ['buildx', 'create', '--name', 'own', '--driver', 'remote', socket];
  const made = await exec({ ...docker, args: create });
  if (made.failed) throw new Error(made.stderr);
  const deadline = Date.now() + 30_000;
  while ((await exec({ ...docker, args: ['buildx', 'inspect', '--bootstrap'], timeoutMs: 10_000 })).failed) {
    if (Date.now() > deadline || daemon.exitCode !== null) throw new Error(`no BuildKit: ${log.join('')}`);
    await systemClock.sleep(200);
  }
  return {
    docker,
    stop: async () => {
      daemon.kill('SIGTERM');
      await ended;
      await rm(join(folder, 'buildkit'), { recursive: true, force: true });
    },
  };
}
