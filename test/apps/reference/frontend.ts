import { cpSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { assemble } from '../support/assemble.ts';
import { modulesFor } from '../support/install.ts';
import { once } from '../support/once.ts';
import { apps, digest, sharedCache } from '../support/paths.ts';
import { run } from '../support/run.ts';

/** Builds the frontend as its image does, once for the same sources; returns its server. */
export function buildFrontend(): string {
  const folder = sharedCache('frontend', fingerprint(join(apps, 'taskflow', 'frontend')));
  once(folder, () => build(folder));
  return join(folder, 'standalone', 'server.js');
}

function build(folder: string): void {
  const work = assemble('taskflow', 'frontend', join(folder, 'work'));
  modulesFor(work);
  const next = join(work, 'node_modules', 'next', 'dist', 'bin', 'next');
  run(process.execPath, [next, 'build'], {
    cwd: work,
    env: { NEXT_TELEMETRY_DISABLED: '1', NEXT_PUBLIC_BROWSER_API_URL: '' },
  });
  renameSync(join(work, '.next', 'standalone'), join(folder, 'standalone'));
  cpSync(join(work, '.next', 'static'), join(folder, 'standalone', '.next', 'static'), { recursive: true });
  cpSync(join(work, 'public'), join(folder, 'standalone', 'public'), { recursive: true });
  rmSync(work, { recursive: true });
}

function fingerprint(source: string): string {
  const files = readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/\/(?:node_modules|\.next|test)\//.test(file) && !file.endsWith('.tsbuildinfo'));
  return digest(
    files
      .sort()
      .map((file) => `${file.slice(source.length)}\n${readFileSync(file, 'utf8')}`)
      .join('\n'),
  );
}
