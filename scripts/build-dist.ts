import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { thirdPartyNotices } from './notices.ts';

/**
 * Builds `dist/` from `src/`: tsc, then one bundle for the action and one for the command line, so that neither carries
 * the other's weight. With `--check` nothing is written: it says which committed files are not what the sources build.
 */
const root = join(import.meta.dirname, '..');
const check = process.argv.includes('--check');
const committed = join(root, 'dist');
// Always the same name: it decides the names of the bundle's pieces.
const work = join(root, '.dist-build');
rmSync(work, { recursive: true, force: true });
mkdirSync(work);
const out = check ? join(work, 'built') : committed;
const run = (script: string, args: readonly string[]): void => {
  execFileSync(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
};

try {
  run('typescript/bin/tsc', ['-p', 'tsconfig.build.json', '--outDir', join(work, 'lib')]);
  writeFileSync(join(work, 'package.json'), '{"type":"module"}');
  rmSync(out, { recursive: true, force: true });
  for (const entry of ['action', 'cli']) {
    const target = join(work, 'dist', entry);
    run('@vercel/ncc/dist/ncc/cli.js', [
      'build',
      join(work, 'lib', 'entry', `${entry}.js`),
      '-o',
      target,
      '--minify',
      '--no-source-map-register',
    ]);
    mkdirSync(join(out, entry), { recursive: true });
    for (const file of readdirSync(target))
      if (!file.endsWith('.d.ts')) cpSync(join(target, file), join(out, entry, file), { recursive: true });
    console.log(
      `${entry}: ${Math.round(statSync(join(out, entry, 'index.js')).size / 1024)} KiB, ${readFileSync(join(out, entry, 'index.js'), 'utf8').split('\n').length} lines`,
    );
  }
  writeFileSync(join(out, 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(root));
  if (check) compare();
} finally {
  rmSync(work, { recursive: true, force: true });
}

function compare(): void {
  const files = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  const names = new Set([...files(out), ...files(committed)]);
  const read = (folder: string, file: string): string =>
    existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : '';
  const stale = [...names].filter((file) => read(out, file) !== read(committed, file));
  if (stale.length === 0) return;
  console.error(`dist/ is not what the sources build: ${stale.join(', ')}. Run: node scripts/build-dist.ts`);
  process.exitCode = 1;
}
