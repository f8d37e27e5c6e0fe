import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../../..');
const here = join(root, 'test/workflows');

/** A user's repository: the shop, with this project's workflows in it. */
export function makeShop(): string {
  const repository = mkdtempSync(join(tmpdir(), 'shop-'));
  cpSync(join(here, 'shop'), repository, { recursive: true });
  cpSync(join(root, '.github/workflows'), join(repository, '.github/workflows'), { recursive: true });
  git(repository, 'init', '--quiet', '--initial-branch', 'main');
  commit(repository, 'The shop');
  return repository;
}

/** The action as a release has it, so that a job's copy of it is small. */
export function makeAction(): string {
  const folder = mkdtempSync(join(tmpdir(), 'action-'));
  for (const part of ['action.yml', 'dist', '.github/workflows']) {
    mkdirSync(join(folder, part, '..'), { recursive: true });
    cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  return folder;
}

export function standIn(action: 'upload-artifact' | 'download-artifact'): string {
  return join(here, 'actions', action);
}

export function commit(repository: string, message: string): void {
  git(repository, 'add', '--all');
  git(repository, '-c', 'user.name=A user', '-c', 'user.email=user@example.org', 'commit', '--quiet', '-m', message);
}

export function git(repository: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', repository, ...args], { encoding: 'utf8' });
}
