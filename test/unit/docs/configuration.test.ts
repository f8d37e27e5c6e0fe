import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { keysOf } from '../../../scripts/generate/schema-keys.ts';
import { inputSpecs } from '../../../src/config/inputs.ts';
import { parseConfig } from '../../../src/config/parse.ts';
import { pipelineSchema } from '../../../src/config/schema.ts';

const root = join(import.meta.dirname, '../../..');
const keys = keysOf(pipelineSchema);

test('the examples of the reference page are a configuration that our own parser takes', () => {
  const text = readFileSync(join(root, 'scripts/generate/examples.yml'), 'utf8');
  const parsed = parseConfig({
    file: { name: 'examples.yml', text },
    inputs: {},
    env: {},
    fallbackName: 'x',
    facts: () => ({}),
  });
  expect(parsed).toMatchObject({ ok: true });
});

describe('every key', () => {
  test.each(keys.map((key) => [key.path, key] as const))('%s says what it means and of which type it is', (_, key) => {
    expect(key.description).not.toBe('');
    expect(key.type).not.toBe('');
  });

  test('of the JSON Schema stands on the page, and no other', () => {
    const schema = JSON.parse(readFileSync(join(root, 'schema/pipeline.schema.json'), 'utf8')) as {
      properties: object;
    };
    const tops = new Set(keys.map(({ path }) => path.split(/[.[]/)[0]));
    expect([...tops].sort()).toEqual(Object.keys(schema.properties).sort());
  });
});

test('action-types.yml has the type of every input, and a list where the input is one', () => {
  const types = load(readFileSync(join(root, 'action-types.yml'), 'utf8')) as {
    inputs: Record<string, { type: string }>;
  };
  expect(Object.keys(types.inputs)).toEqual(expect.arrayContaining(Object.keys(inputSpecs)));
  expect(types.inputs).toMatchObject({
    images: { type: 'list', separator: '\n' },
    provider: { type: 'enum' },
    keep: { type: 'boolean' },
  });
});
