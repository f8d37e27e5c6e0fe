import { access, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { NewFile } from '../init/proposal.ts';
import { UsageError } from '../model/problem.ts';

/** All or nothing: what is there already is only replaced when that is wanted. */
export async function writeFiles(files: readonly NewFile[], root: string, force: boolean): Promise<void> {
  const present: string[] = [];
  for (const { path } of files) if (await isThere(join(root, path))) present.push(path);
  if (present.length > 0 && !force)
    throw new UsageError(
      present.map((path) => ({
        source: path,
        message: 'is there already, and nothing was written',
        hint: 'look with --dry-run or --print, replace it with --force, or name another file with -c',
      })),
    );
  for (const { path, text } of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
