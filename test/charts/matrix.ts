// Every chart with every values file that it ships, and the least that has to be given beside it.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Options } from './helm.ts';
import { ROOT } from './helm.ts';

export type Case = { readonly title: string; readonly chart: string; readonly options: Options };

/** Shipped values files and, for each chart, its optional parts switched on. */
const OPTIONAL: Readonly<Record<string, readonly string[]>> = {
  taskflow: ['backend.', 'frontend.'].flatMap((prefix) => switches(prefix)),
  taskora: [...['backend.', 'frontend.'].flatMap((prefix) => switches(prefix)), 'database.networkPolicy.enabled=true'],
  'todo-backend': switches('backend.'),
  'todo-frontend': switches('frontend.'),
  'chatkit-backend': switches(''),
  'chatkit-frontend': switches(''),
};

export const CHARTS: readonly string[] = Object.keys(OPTIONAL);

export const cases = (): readonly Case[] =>
  CHARTS.flatMap((name) => {
    const chart = `helm/${name}`;
    const files = readdirSync(join(ROOT, chart)).filter((file) => /^values-.*\.yaml$/.test(file));
    return [
      { title: `${name} with its defaults`, chart, options: {} },
      ...files.map((file) => ({ title: `${name} with ${file}`, chart, options: { values: [file] } })),
      { title: `${name} with all options`, chart, options: { set: OPTIONAL[name] ?? [] } },
    ];
  });

function switches(prefix: string): readonly string[] {
  return ['pdb', 'autoscaling', 'networkPolicy'].map((option) => `${prefix}${option}.enabled=true`);
}
