import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, jest, test } from '@jest/globals';
import { startApp } from './machine/app.ts';
import { root } from './machine/job.ts';
import { makeMachine } from './machine/machine.ts';

jest.setTimeout(300_000);

const runFile = (
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Record<string, string> } = {},
): Promise<{ stdout: string }> => promisify(execFile)(program, args, { ...options, encoding: 'utf8' });

/** A compiler says what is wrong on its standard output. */
const run: typeof runFile = (program, args, options) =>
  runFile(program, args, options).catch((error: Error & { stdout?: string }) => {
    throw new Error(`${error.message}\n${error.stdout ?? ''}`);
  });
const tsc = join(root, 'node_modules/typescript/bin/tsc');

test('the example of docs/library.md compiles against the package and runs', async () => {
  const machine = makeMachine();
  const app = await startApp();
  machine.serves(app.port);
  const { workspace } = machine;
  try {
    await installPackage(workspace);
    const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, 'docs/library.md'), 'utf8')) ?? [];
    writeFileSync(join(workspace, 'package.json'), '{"type":"module"}');
    writeFileSync(join(workspace, 'example.ts'), example);
    const strict = ['--strict', '--module', 'nodenext', '--target', 'es2024', '--types', 'node', '--noEmit'];
    await run(process.execPath, [tsc, ...strict, '--exactOptionalPropertyTypes', 'example.ts'], { cwd: workspace });
    const env = {
      PATH: machine.bin,
      HOME: machine.temp,
      TMPDIR: machine.temp,
      REFERENCE: app.url,
      DATABASE_URL: 'postgres://db',
    };
    const { stdout } = await run(process.execPath, ['--no-warnings', 'example.ts'], { cwd: workspace, env });
    expect(stdout).toContain('checkpoint:pre-deploy after build:backend, build:frontend, lint:shop, cluster\n');
    expect(stdout).toMatch(/pre-deploy: passed\n[\s\S]*end-to-end: passed\npassed no fault\n$/);
    expect(machine.left()).toEqual([]);
  } finally {
    await app.close();
    machine.remove();
  }
});

/** As `npm install` would leave it, without a registry: the package as it is packed, and links to what it depends on. */
async function installPackage(folder: string): Promise<void> {
  const modules = join(folder, 'node_modules');
  const own = join(modules, 'taskflow-k8s-action');
  mkdirSync(own, { recursive: true });
  cpSync(join(root, 'package.json'), join(own, 'package.json'));
  await run(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', join(own, 'lib')]);
  for (const name of ['js-yaml', 'valibot', '@types/node', 'undici-types']) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
}
