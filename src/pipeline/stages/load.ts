import { join } from 'node:path';
import { loadImages } from '../../images/load/load.ts';
import { formatDuration } from '../../lib/duration.ts';
import { formatBytes } from '../../lib/quantity.ts';
import { docker } from '../../tools/docker.ts';
import { parseInfo } from '../../tools/docker-output.ts';
import { orThrow } from '../../tools/outcome.ts';
import { clusterOf, type RunContext } from '../context.ts';
import { infrastructure } from '../stage.ts';

const engineTool = { tool: 'docker' };

export async function loadAll(context: RunContext, signal: AbortSignal): Promise<void> {
  const { exec, clock } = context.ports;
  const cluster = clusterOf(context);
  const info = orThrow(
    await exec(docker(engineTool, ['info', '--format', '{{json .}}'], { timeoutMs: 30_000 }), { signal }),
  );
  const engine = parseInfo(info.stdout);
  if (!engine) throw infrastructure('No Docker Engine answers, so the images cannot be read.');
  const result = await loadImages([...context.state.built.values()], {
    cluster,
    docker: engineTool,
    engine,
    ports: { exec, clock, signal, emit: context.emit },
    providerTool: cluster.provider,
    memory: join(context.settings.home, 'layers.json'),
    ...(context.config.cluster.registry === undefined ? {} : { registry: context.config.cluster.registry }),
  });
  for (const [image, reference] of Object.entries(result.deploy)) context.state.deployAs.set(image, reference);
  const took = formatDuration(result.durationMs);
  const text =
    result.way === 'push'
      ? `${result.way}: done in ${took}; pods run the digests`
      : `${result.way}: ${formatBytes(result.bytesSent)} sent in ${took}, verified on ${result.nodes.length} nodes`;
  context.emit({ kind: 'progress', stage: 'load', text });
}
