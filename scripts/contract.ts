// Writes schema/contract.schema.json from the schema that the code validates with: `node scripts/contract.ts`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import { contractSchema } from '../src/contract/file/schema.ts';

const file = join(import.meta.dirname, '../schema/contract.schema.json');

export function made(): string {
  const schema = toJsonSchema(contractSchema, { errorMode: 'ignore', typeMode: 'input' });
  return `${JSON.stringify({ ...schema, title: 'contract.yml of taskflow-k8s' }, null, 2)}\n`;
}

export function written(): string {
  return readFileSync(file, 'utf8');
}

if (import.meta.main) writeFileSync(file, made());
