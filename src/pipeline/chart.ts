import { join } from 'node:path';
import type { ReleaseConfig } from '../config/config.ts';
import { fetchChart } from '../release/chart.ts';
import type { RunContext } from './context.ts';

/** A release's settings with its chart as a folder of this machine; whoever asks first fetches it. */
export async function withChart(release: string, context: RunContext, signal: AbortSignal): Promise<ReleaseConfig> {
  const { config, ports, settings, state, plan } = context;
  const { version, ...spec } = releaseOf(release, context);
  const { repositories } = config;
  for (const { password } of Object.values(repositories)) {
    const value = password === undefined ? undefined : ports.env[password];
    if (password !== undefined && value) ports.redactor.add(password, value);
  }
  const folder = join(settings.home, 'charts', plan.clusterName, release);
  const source = { chart: spec.chart, version, repositories, env: ports.env, workspace: settings.workspace, folder };
  const fetched = state.charts.get(release) ?? fetchChart(source, { exec: ports.exec, signal });
  state.charts.set(release, fetched);
  return { ...spec, chart: await fetched };
}

export function releaseOf(release: string, { config }: RunContext): ReleaseConfig {
  const found = config.releases[release];
  if (!found) throw new Error(`no release ${release}`);
  return found;
}
