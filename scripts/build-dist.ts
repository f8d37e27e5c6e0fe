import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Builds `dist/` from `src/`: tsc, then one bundle for the action and one for the command line, so that neither carries the other's weight. */
const root = join(import.meta.dirname, '..');
const out = process.argv[2] ?? join(root, 'dist');
const work = mkdtempSync(join(root, '.dist-'));
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
      '--license',
      'licenses.txt',
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
} finally {
  rmSync(work, { recursive: true, force: true });
}
