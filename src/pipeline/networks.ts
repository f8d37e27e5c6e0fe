import type { Network } from '../plan/names.ts';
import type { Exec } from '../ports/exec.ts';
import { docker, networkIdsArgs, networkInspectArgs } from '../tools/docker.ts';
import { parseNetworks, parseRoutes } from '../tools/docker-output.ts';

const timeoutMs = 5000;

/** Networks that are taken here. An engine that does not answer is told about later, when one is needed. */
export async function takenNetworks(exec: Exec): Promise<readonly Network[]> {
  const [networks, routes] = await Promise.all([
    dockerNetworks(exec),
    exec({ tool: 'ip', args: ['-4', 'route'], timeoutMs }),
  ]);
  return [...networks, ...(routes.failed ? [] : parseRoutes(routes.stdout))];
}

async function dockerNetworks(exec: Exec): Promise<readonly Network[]> {
  const ask = (args: readonly string[]) => exec(docker({ tool: 'docker' }, args, { timeoutMs }));
  const listed = await ask(networkIdsArgs);
  const ids = listed.failed ? [] : listed.stdout.split('\n').filter(Boolean);
  if (ids.length === 0) return [];
  // One that went away meanwhile makes it fail, and the others are there all the same.
  return parseNetworks((await ask(networkInspectArgs(ids))).stdout);
}
