import type { ClusterHandle } from '../model/cluster.ts';
import { StageError } from '../model/stage-error.ts';
import type { StagePorts } from '../ports/stage.ts';
import { buildxInspectArgs, type Docker, docker } from '../tools/docker.ts';
import { parseBuildxDriver } from '../tools/docker-output.ts';
import type { Builder } from './build.ts';

/** What becomes of an image after its build decides where BuildKit may leave it. */
export interface Destination {
  readonly provider: ClusterHandle['provider'];
  readonly runtime: ClusterHandle['runtime'];
}

export interface Wish {
  /** `classic`, `buildx` or `layout`. */
  readonly wish?: string | undefined;
  /** An image for several platforms, which Docker's own store cannot hold. */
  readonly several?: boolean;
}

/**
 * BuildKit where there is one. Its own process can write an image to a folder, from which nodes are fed without any
 * export; the one inside Docker cannot, and a registry or a Docker in the node want the image in Docker's store.
 */
export async function chooseBuilder(tool: Docker, to: Destination & Wish, ports: StagePorts): Promise<Builder> {
  const outcome = await ports.exec(docker(tool, buildxInspectArgs, { timeoutMs: 30_000 }), { signal: ports.signal });
  ports.signal.throwIfAborted();
  return builderFor(outcome.failed ? undefined : parseBuildxDriver(outcome.stdout), to);
}

export function builderFor(
  driver: string | undefined,
  { provider, runtime, wish, several = false }: Destination & Wish,
): Builder {
  const folder = driver !== undefined && driver !== 'docker' && provider !== 'existing' && runtime === 'containerd';
  if (several && !folder)
    throw new StageError(
      'failed',
      `An image for several platforms cannot be built here: ${whyNot(driver, provider)}.`,
      {
        remedy:
          'Name one platform, or use docker/setup-buildx-action and a cluster with containerd that this pipeline starts.',
      },
    );
  if (driver === undefined || (wish === 'classic' && !several)) return 'classic';
  return folder && (several || wish !== 'buildx') ? 'layout' : 'buildx';
}

function whyNot(driver: string | undefined, provider: Destination['provider']): string {
  if (driver === undefined) return 'this Docker has no buildx';
  if (driver === 'docker') return "the builder inside Docker keeps one platform in Docker's store";
  return provider === 'existing'
    ? "it would have to pass through Docker's store to the registry"
    : 'the node runs Docker';
}
