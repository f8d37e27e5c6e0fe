import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import type { PipelineInput } from '../../../src/config/schema.ts';
import type { Report } from '../../../src/model/report.ts';
import { type Ran, reportIn, root, taskflow } from '../support/pipeline.ts';

export const baseFile = 'test/e2e/releases/pipeline.yml';

type Release = PipelineInput['releases'][string];

export const base = load(readFileSync(join(root, baseFile), 'utf8')) as PipelineInput;
export const shop = base.releases.shop as Release;

/** The shop with other values, in stages unless it is told otherwise. */
export function shopWith(set: Record<string, string | boolean | number>, more: Partial<Release> = {}): Release {
  return { ...shop, set: { ...shop.set, ...set }, ...more };
}

export function store(set: Record<string, string>): Release {
  return { chart: 'test/e2e/releases/charts/store', images: { image: 'app' }, set };
}

export interface Run extends Ran {
  readonly report: Report;
}

/** One run of the built command line with these releases; its report is read back. */
export function run(work: string, releases: Releases, more: More = {}): Promise<Run> {
  return command(work, ['run'], releases, more);
}

/** The same for any command that writes a report. */
export async function command(
  work: string,
  args: readonly string[],
  releases: Releases,
  more: More = {},
): Promise<Run> {
  const file = writePipeline(work, { ...base, ...more.document, releases });
  const out = join(work, `report-${count}`);
  const ran = await taskflow([...args, '-c', file, '--out', out], more.env);
  return { ...ran, report: reportIn(out) };
}

export type Releases = PipelineInput['releases'];

interface More {
  readonly document?: Partial<PipelineInput>;
  readonly env?: Readonly<Record<string, string>>;
}

let count = 0;

/** JSON is YAML, too. */
export function writePipeline(work: string, document: PipelineInput): string {
  count += 1;
  const file = join(work, `pipeline-${count}.yml`);
  writeFileSync(file, JSON.stringify({ ...document, checkpoints: shortWindows(document.releases) }, null, 2));
  return file;
}

function shortWindows(releases: Releases): PipelineInput['checkpoints'] {
  const components = Object.entries(releases).flatMap(([name, { stages }]) =>
    stages ? stages.map(({ component }) => component) : [name],
  );
  return Object.fromEntries(components.map((component) => [`${component}-deployed`, { stable: '1s' }]));
}
