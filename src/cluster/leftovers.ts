import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterState } from '../model/cluster.ts';
import { StageError } from '../model/stage-error.ts';
import type { StagePorts } from '../ports/stage.ts';
import { listByLabelArgs, removeArgs } from '../tools/docker.ts';

const kinds = ['container', 'volume', 'network'] as const;

/** Removes whatever still carries the cluster's label: the product forgets things when its start was interrupted. */
export async function sweep(state: ClusterState, label: string, ports: StagePorts): Promise<void> {
  for (const kind of kinds) {
    const ids = await list(state, kind, label, ports);
    if (ids.length === 0) continue;
    const removal = await ports.exec(
      { tool: state.tools.docker, args: removeArgs(kind, ids), timeoutMs: 60_000 },
      { signal: ports.signal },
    );
    if (removal.failed && (await list(state, kind, label, ports)).length > 0)
      throw new StageError('infrastructure', `The ${kind} of cluster ${state.name} could not be removed.`, {
        excerpt: removal.stderr.trim().split('\n').slice(-4),
        remedy: `Remove it by hand: docker ${kind} rm ${ids.join(' ')}`,
      });
  }
}

/** A busy engine takes this long to make a container. */
const engineMs = 60_000;

const marker = (state: ClusterState): string => join(state.home, 'interrupted');

/** The product was stopped while the engine was making a container for it. */
export async function noteInterrupted(state: ClusterState): Promise<void> {
  await writeFile(marker(state), '');
}

/** The engine goes on with what it was asked for, and shows the container only when it is whole; to remove it, it must be there. */
export async function awaitInterrupted(state: ClusterState, label: string, ports: StagePorts): Promise<void> {
  if (!(await stat(marker(state)).catch(() => undefined))) return;
  const deadline = ports.clock.now() + engineMs;
  while (ports.clock.now() < deadline && (await list(state, 'container', label, ports)).length === 0)
    await ports.clock.sleep(300, ports.signal);
}

async function list(
  state: ClusterState,
  kind: (typeof kinds)[number],
  label: string,
  ports: StagePorts,
): Promise<string[]> {
  const outcome = await ports.exec(
    { tool: state.tools.docker, args: listByLabelArgs(kind, label), timeoutMs: 30_000 },
    { signal: ports.signal },
  );
  return outcome.failed ? [] : outcome.stdout.split('\n').filter(Boolean);
}
