import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Config, ReleaseConfig } from '../config/config.ts';
import { parseYaml } from '../lib/yaml.ts';

/**
 * NodePorts that the values of this run fix. A cluster can answer for them on this machine's loopback only when it is told
 * at its start, long before any chart is installed; one too many does no harm.
 */
export async function fixedNodePorts(config: Config, workspace: string): Promise<readonly number[]> {
  const trees = await Promise.all(Object.values(config.releases).map((release) => valuesOf(release, workspace)));
  return [...new Set(trees.flat().flatMap(nodePortsIn))].sort((a, b) => a - b);
}

async function valuesOf(release: ReleaseConfig, workspace: string): Promise<readonly unknown[]> {
  const files = [join(release.chart, 'values.yaml'), ...release.values];
  const written = await Promise.all(files.map((file) => readYaml(resolve(workspace, file))));
  return [...written, release.set, ...(release.stages ?? []).map(({ set }) => set)];
}

/** A chart from a registry has no file here, and need not have one. */
async function readYaml(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return '';
    throw error;
  });
  return parseYaml(text).value;
}

/** Every number in the range of NodePorts under a key called nodePort, nodePorts or `…service.nodePort`. */
export function nodePortsIn(tree: unknown): readonly number[] {
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]) =>
    /(^|\.)nodePorts?(\.|$)/i.test(key) ? portsUnder(value) : nodePortsIn(value),
  );
}

function portsUnder(value: unknown): readonly number[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(portsUnder);
  const port = typeof value === 'string' ? Number(value) : value;
  return typeof port === 'number' && Number.isInteger(port) && port >= 30_000 && port <= 32_767 ? [port] : [];
}
