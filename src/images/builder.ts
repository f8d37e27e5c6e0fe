import type { ClusterHandle } from '../model/cluster.ts';
import type { StagePorts } from '../ports/stage.ts';
import { buildxInspectArgs, type Docker, docker } from '../tools/docker.ts';
import { parseBuildxDriver } from '../tools/docker-output.ts';
import type { Builder } from './build.ts';

/** What becomes of an image after its build decides where BuildKit may leave it. */
export interface Destination {
  readonly provider: ClusterHandle['provider'];
  readonly runtime: ClusterHandle['runtime'];
}

/**
 * BuildKit where there is one. Its own container can write an image to a folder, from which nodes are fed without any
 * export; the one inside Docker cannot, and a registry or a Docker in the node want the image in Docker's store.
 */
export async function chooseBuilder(
  tool: Docker,
  to: Destination & { readonly wish?: string | undefined },
  ports: StagePorts,
): Promise<Builder> {
  const outcome = await ports.exec(docker(tool, buildxInspectArgs, { timeoutMs: 30_000 }), { signal: ports.signal });
  ports.signal.throwIfAborted();
  return builderFor(outcome.failed ? undefined : parseBuildxDriver(outcome.stdout), to);
}

/** The folder only on demand: it is not yet proven against every builder. */
export function builderFor(
  driver: string | undefined,
  { provider, runtime, wish }: Destination & { readonly wish?: string | undefined },
): Builder {
  if (driver === undefined || wish === 'classic') return 'classic';
  const folder = driver !== 'docker' && provider !== 'existing' && runtime === 'containerd';
  return wish === 'layout' && folder ? 'layout' : 'buildx';
}
