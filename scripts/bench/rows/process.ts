import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Row } from '../row.ts';
import { shell } from '../shell.ts';

/** A cluster that nobody has: the action speaks, looks for it, and ends by itself without having made anything. */
const pipeline = `version: 1
name: bench
cluster: { provider: existing, context: none, allow: true }
releases:
  one: { chart: chart }
`;

export const firstLine: Row = {
  id: 'first-line',
  title: 'action start to first line',
  goal: { kind: 'figure', most: 300, unit: 'ms' },
  minutes: 0.1,
  open: async ({ root, work }) => {
    const folder = join(work, 'first-line');
    mkdirSync(join(folder, 'chart/templates'), { recursive: true });
    writeFileSync(join(folder, 'pipeline.yml'), pipeline);
    writeFileSync(join(folder, 'chart/Chart.yaml'), 'apiVersion: v2\nname: one\nversion: 1.0.0\n');
    const env = {
      INPUT_CONFIG: 'pipeline.yml',
      GITHUB_WORKSPACE: folder,
      RUNNER_TEMP: folder,
      KUBECONFIG: '/dev/null',
    };
    const start = () =>
      shell(process.execPath, [join(root, 'dist/action/index.js')], { cwd: folder, env, accept: [0, 1, 2, 3] });
    return { ours: async () => async () => (await start()).firstByteMs, close: async () => {} };
  },
};

export const distSize: Row = {
  id: 'dist-size',
  title: 'size of `dist/`',
  goal: { kind: 'figure', most: 6_000_000, unit: 'bytes' },
  minutes: 0.1,
  open: async ({ root }) => ({ ours: async () => async () => sizeOf(join(root, 'dist')), close: async () => {} }),
};

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((total, entry) => total + statSync(join(entry.parentPath, entry.name)).size, 0);
}
