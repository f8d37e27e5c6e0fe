// Writes what is made from the sources of the report: `node scripts/report.ts`. A test fails when it is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assetsModule } from './report/assets.ts';
import { reportSchema } from './report/schema.ts';

const root = join(import.meta.dirname, '..');
const made: Readonly<Record<string, () => string>> = {
  'src/report/html/assets.ts': assetsModule,
  'schema/report.schema.json': () => `${JSON.stringify(reportSchema(), null, 2)}\n`,
};

/** The files that no longer agree with their sources. */
export function stale(): readonly string[] {
  return Object.entries(made)
    .filter(([file, make]) => read(file) !== make())
    .map(([file]) => file);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

if (import.meta.main) for (const [file, make] of Object.entries(made)) writeFileSync(join(root, file), make());
