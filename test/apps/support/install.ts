import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { once } from './once.ts';
import { digest, sharedCache } from './paths.ts';
import { run, works } from './run.ts';

/** A virtual environment with exactly the locked packages and the test tools; made once per lock. */
export function pythonFor(backend: string): string {
  const locks = ['requirements.txt', 'requirements-test.txt'].map((name) => join(backend, name));
  const python = findPython();
  if (!python)
    throw new Error('Python 3.11 or newer with its venv module is needed (Debian: python3 and python3-venv)');
  const environment = sharedCache('venv', python + locks.map((lock) => readFileSync(lock, 'utf8')).join());
  const installed = join(environment, 'bin', 'python');
  once(environment, () => {
    run(python, ['-m', 'venv', environment]);
    const [application = '', tests = ''] = locks;
    run(installed, ['-m', 'pip', 'install', '--quiet', '--no-deps', '--require-hashes', '-r', application]);
    run(installed, ['-m', 'pip', 'install', '--quiet', '-r', tests]);
  });
  return installed;
}

/** Python 3.11 or newer: the images' own versions are not on every machine. */
export function findPython(): string | undefined {
  const candidates = ['python3.11', 'python3.12', 'python3.13', 'python3', ...pyenvVersions()];
  const check = 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))';
  return candidates.find((candidate) => works(candidate, ['-c', check]));
}

const pyenvVersions = (): readonly string[] =>
  ['3.11.7', '3.12.1', '3.13.0'].map((version) => join(homedir(), '.pyenv', 'versions', version, 'bin', 'python3'));

/** Puts `node_modules` into the folder, installed once per lock and linked file by file from there. */
export function modulesFor(frontend: string): void {
  const files = ['package.json', lockOf(frontend), '.npmrc'];
  const contents = files.map((name) => readFileSync(join(frontend, name), 'utf8')).join();
  const shared = sharedCache('modules', contents);
  once(shared, () => {
    for (const name of files) cpSync(join(frontend, name), join(shared, name));
    const [command, ...args] = INSTALL[lockOf(frontend)] ?? [];
    run(command ?? '', args, { cwd: shared });
  });
  const marker = join(frontend, 'node_modules', '.lock');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === digest(contents)) return;
  rmSync(join(frontend, 'node_modules'), { recursive: true, force: true });
  // Real files, not a link to the folder: Next.js traces what a server needs by their paths.
  run('cp', ['-al', join(shared, 'node_modules'), frontend]);
  writeFileSync(marker, digest(contents));
}

const INSTALL: Readonly<Record<string, readonly string[]>> = {
  'package-lock.json': ['npm', 'ci'],
  'pnpm-lock.yaml': ['npx', '--yes', 'pnpm@9.15.9', 'install', '--frozen-lockfile'],
};

const lockOf = (frontend: string): string =>
  existsSync(join(frontend, 'pnpm-lock.yaml')) ? 'pnpm-lock.yaml' : 'package-lock.json';
