import { join } from 'node:path';
import { assemble } from '../../apps/support/assemble.ts';
import { pythonFor } from '../../apps/support/install.ts';
import type { System } from '../../apps/support/paths.ts';
import { run } from '../../apps/support/run.ts';
import { must } from '../clusters/shell.ts';

/** Brings the schema of an application that ran before there was a cluster. */
export function migrate(system: System, folder: string, env: Readonly<Record<string, string>>): void {
  const backend = assemble(system, 'backend', join(folder, 'backend'));
  run(join(pythonFor(backend), '..', 'alembic'), ['upgrade', 'head'], { cwd: backend, env });
}

/** The schema as one text; lines with which `pg_dump` marks each of its runs anew are left out. */
export async function schemaOf(url: string): Promise<string> {
  const text = await must('pg_dump', ['--schema-only', '--no-owner', url]);
  return text.replaceAll(/^\\(un)?restrict .*$/gm, '');
}
