// What is written into the charts from one source: the packed library chart, the shared schema definitions, the table of values.
// `node scripts/charts.ts` writes, `node scripts/charts.ts --check` only compares.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';
import { pack, samePackage } from './charts/pack.ts';
import { withTable } from './charts/readme.ts';
import { type JsonObject, withDefinitions } from './charts/schema.ts';

type Output = { readonly path: string; readonly content: Buffer | string };

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const HELM = join(ROOT, 'helm');
const LIBRARY = join(HELM, 'component');
const NOT_PACKED = new Set(['definitions.json', 'README.md']);

export const stale = (): readonly string[] =>
  charts()
    .flatMap(outputs)
    .filter((output) => !isCurrent(output))
    .map((output) => relative(ROOT, output.path));

const charts = (): readonly string[] =>
  readdirSync(HELM, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'component')
    .map((entry) => join(HELM, entry.name));

const outputs = (chart: string): readonly Output[] => {
  const schema = JSON.parse(text(chart, 'values.schema.json')) as JsonObject;
  const definitions = JSON.parse(text(LIBRARY, 'definitions.json')) as JsonObject;
  return [
    { path: join(chart, 'charts', `component-${libraryVersion()}.tgz`), content: packedLibrary() },
    {
      path: join(chart, 'values.schema.json'),
      content: `${JSON.stringify(withDefinitions(schema, definitions), null, 2)}\n`,
    },
    { path: join(chart, 'README.md'), content: withTable(text(chart, 'README.md'), text(chart, 'values.yaml')) },
  ];
};

const libraryVersion = (): string => {
  const { version } = load(text(LIBRARY, 'Chart.yaml')) as { readonly version: string };
  return version;
};

const packedLibrary = (): Buffer =>
  pack(
    readdirSync(LIBRARY, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && !NOT_PACKED.has(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => ({ path: `component/${relative(LIBRARY, path)}`, text: readFileSync(path, 'utf8') })),
  );

const text = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8');

const isCurrent = (output: Output): boolean => {
  const old = existing(output.path);
  if (old === undefined) return false;
  return typeof output.content === 'string'
    ? old.equals(Buffer.from(output.content))
    : samePackage(old, output.content);
};

const existing = (path: string): Buffer | undefined => {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
};

const write = (output: Output): void => {
  if (output.path.endsWith('.tgz')) rmSync(dirname(output.path), { recursive: true, force: true });
  mkdirSync(dirname(output.path), { recursive: true });
  writeFileSync(output.path, output.content);
  console.log(`wrote ${relative(ROOT, output.path)}`);
};

if (import.meta.main) {
  if (process.argv.includes('--check')) {
    const old = stale();
    for (const path of old) console.error(`${path} is out of date: run node scripts/charts.ts`);
    process.exitCode = old.length > 0 ? 1 : 0;
  } else {
    charts()
      .flatMap(outputs)
      .filter((output) => !isCurrent(output))
      .forEach(write);
  }
}
