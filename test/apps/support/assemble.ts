import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { apps, type Part, type System } from './paths.ts';

/** What every system has from TaskFlow, as far as its own folder does not bring another version of the same file. */
const SHARED: Readonly<Record<Part, readonly string[]>> = {
  backend: ['src', 'alembic', 'alembic.ini', 'tests'],
  frontend: ['src', 'public', 'test', 'tsconfig.json', 'next-env.d.ts'],
};
const INSTALLED = new Set(['node_modules', '.next']);
const LEFT_BEHIND = new Set([...INSTALLED, '__pycache__', '.pytest_cache']);

/** Puts a system's sources together outside the checkout, in the same order as its Dockerfile. */
export function assemble(system: System, part: Part, target: string): string {
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(target)) if (!INSTALLED.has(name)) rmSync(join(target, name), { recursive: true });
  for (const name of SHARED[part]) copy(join(apps, 'taskflow', part, name), join(target, name));
  copy(join(apps, system, part), target);
  return target;
}

function copy(source: string, target: string): void {
  if (!existsSync(source)) throw new Error(`${source} is missing`);
  cpSync(source, target, { recursive: true, filter: (path) => !LEFT_BEHIND.has(basename(path)) });
}
