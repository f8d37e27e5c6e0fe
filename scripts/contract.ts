// Writes schema/contract.schema.json from the schema that the code validates with: `node scripts/contract.ts`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contractSchema } from '../src/contract/file/schema.ts';
import { jsonSchemaOf } from './contract/json-schema.ts';

const file = join(import.meta.dirname, '../schema/contract.schema.json');

export function made(): string {
  const head = { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'contract.yml of taskflow-k8s' };
  return `${JSON.stringify({ ...head, ...jsonSchemaOf(contractSchema) }, null, 2)}\n`;
}

export function written(): string {
  return readFileSync(file, 'utf8');
}

if (import.meta.main) writeFileSync(file, made());
