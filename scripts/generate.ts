import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import { actionInputSpecs } from '../src/action/inputs.ts';
import { outputSpecs } from '../src/action/outputs.ts';
import { inputSpecs } from '../src/config/inputs.ts';
import { pipelineSchema } from '../src/config/schema.ts';
import { actionTypes } from './generate/action-types.ts';
import { configurationPage } from './generate/configuration.ts';
import { suitesTable } from './suites/report.ts';
import { preparations, suites } from './suites/table.ts';

/** `node scripts/generate.ts`: writes everything that is made from the tables of `src` and of the suites; a test says when it is stale. */
const root = join(import.meta.dirname, '..');

export const generated: Readonly<Record<string, () => string>> = {
  'action.yml': actionYml,
  'action-types.yml': actionTypes,
  'docs/configuration.md': configurationPage,
  'schema/pipeline.schema.json': pipelineJsonSchema,
  'README.md': () =>
    withTables('README.md', { inputs: describedTable(allInputs), outputs: describedTable(outputSpecs) }),
  'docs/testing.md': () => withTables('docs/testing.md', { suites: suitesTable(suites, preparations) }),
};

/** The pipeline's inputs, and those that only a workflow has. */
const allInputs = { ...inputSpecs, ...actionInputSpecs };

if (import.meta.main) for (const [file, make] of Object.entries(generated)) writeFileSync(join(root, file), make());

function actionYml(): string {
  const inputs = Object.entries(allInputs).flatMap(([name, { description, default: preset }]) => [
    `  ${name}:`,
    `    description: ${JSON.stringify(description)}`,
    '    required: false',
    ...(preset === undefined ? [] : [`    default: ${JSON.stringify(preset)}`]),
  ]);
  const outputs = Object.entries(outputSpecs).flatMap(([name, { description }]) => [
    `  ${name}:`,
    `    description: ${JSON.stringify(description)}`,
  ]);
  return [
    '# Made from the tables of inputs and outputs in src by scripts/generate.ts.',
    'name: TaskFlow K8s',
    'description: Deploys a pull request whole to a real Kubernetes cluster, proves it checkpoint by checkpoint, and names the cause when it fails.',
    'branding: { icon: check-circle, color: blue }',
    'inputs:',
    ...inputs,
    'outputs:',
    ...outputs,
    'runs:',
    '  using: node24',
    '  main: dist/action/index.js',
    '  post: dist/action/index.js',
    '',
  ].join('\n');
}

function pipelineJsonSchema(): string {
  const schema = toJsonSchema(pipelineSchema, { errorMode: 'ignore', typeMode: 'input' });
  return `${JSON.stringify({ ...schema, title: 'pipeline.yml' }, null, 2)}\n`;
}

/** A page with what stands between its marks made anew. */
function withTables(page: string, bodies: Readonly<Record<string, string>>): string {
  return Object.entries(bodies).reduce(
    (text, [mark, body]) =>
      text.replace(
        new RegExp(`(<!-- ${mark} -->\\n)[\\s\\S]*?(<!-- /${mark} -->)`),
        (_, open: string, close: string) => `${open}${body}\n${close}`,
      ),
    readFileSync(join(root, page), 'utf8'),
  );
}

function describedTable(specs: Readonly<Record<string, { readonly description: string }>>): string {
  const rows = Object.entries(specs).map(
    ([name, { description }]) => `| \`${name}\` | ${description.replaceAll('|', '\\|')} |`,
  );
  return ['| name | meaning |', '|---|---|', ...rows].join('\n');
}
