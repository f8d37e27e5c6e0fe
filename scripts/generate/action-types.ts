import { actionInputSpecs } from '../../src/action/inputs.ts';
import { outputSpecs } from '../../src/action/outputs.ts';
import { inputSpecs } from '../../src/config/inputs.ts';
import { pipelineSchema } from '../../src/config/schema.ts';
import { pipelineVerdicts } from '../../src/model/verdict.ts';
import { type Key, keysOf } from './schema-keys.ts';

/** `action-types.yml`: the types of inputs and outputs, for what generates and checks typed workflows. */
export function actionTypes(): string {
  const keys = keysOf(pipelineSchema);
  const inputs = Object.entries({ ...inputSpecs, ...actionInputSpecs }).flatMap(([name, spec]) => [
    `  ${name}:`,
    ...typeLines(spec.description, 'path' in spec ? keys.find(({ path }) => path === spec.path?.join('.')) : undefined),
  ]);
  const outputs = Object.keys(outputSpecs).flatMap((name) => [`  ${name}:`, ...outputLines(name)]);
  return [
    '# Made from the tables of inputs and outputs in src by scripts/generate.ts.',
    'inputs:',
    ...inputs,
    'outputs:',
    ...outputs,
    '',
  ].join('\n');
}

function typeLines(description: string, key: Key | undefined): string[] {
  if (/\bone(\s`[^`]+`)? per line\b/.test(description))
    return ['    type: list', '    separator: "\\n"', '    list-item:', '      type: string'];
  if (key?.type === 'true/false' || /true or false|^Whether\b/.test(description)) return ['    type: boolean'];
  if (key && /^[\w-]+(, [\w-]+)+$/.test(key.type)) return enumLines(key.type.split(', '));
  return ['    type: string'];
}

const enumerations: Readonly<Record<string, readonly string[]>> = {
  verdict: pipelineVerdicts,
  rollback: ['none', 'verified', 'failed'],
};

function outputLines(name: string): string[] {
  const values = enumerations[name];
  return values ? enumLines(values) : ['    type: string'];
}

function enumLines(values: readonly string[]): string[] {
  return ['    type: enum', '    allowed-values:', ...values.map((value) => `      - ${JSON.stringify(value)}`)];
}
