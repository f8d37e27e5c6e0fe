import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Part, Work } from '../lib/part.ts';
import { type BaseRoot, baseInputs, writeBaseImage, writeBaseRoot } from '../recipes/base-image.ts';
import { debianHost, type Root, writeRoot } from '../recipes/debian.ts';
import { writeArchive, writeLayer } from '../recipes/image.ts';
import { addon } from './cluster-programs.ts';

type Service = { readonly name: string; readonly description: string; readonly base?: Root };

/** An addon's image and the manifest that starts it. */
const service = ({ name, description, base }: Service): readonly Part[] => {
  const program = addon(name);
  const image: Part = {
    name,
    needs: [program.name],
    inputs: ['recipes/image.ts', 'recipes/debian.ts', `manifests/${name}.yaml`, 'parts/services.ts'],
    settings: { description, base },
    ...(base && { host: debianHost, asRoot: true }),
    build: async (work) => {
      const root = join(work.scratch, 'root');
      for (const dir of [root, join(work.out, 'manifests')]) await mkdir(dir, { recursive: true });
      await copyFile(join(work.from(program.name), 'programs', name), join(root, name));
      await copyFile(work.source(`manifests/${name}.yaml`), join(work.out, `manifests/${name}.yaml`));
      const layers = [join(work.scratch, 'layer.tar')];
      await writeLayer(work, root, join(work.scratch, 'layer.tar'));
      if (base) {
        layers.unshift(join(work.scratch, 'base.tar'));
        await writeRoot(work, base, join(work.scratch, 'base.tar'));
      }
      await writeArchive(work, {
        path: `images/${name}.tar`,
        names: [`taskflow-k8s/${name}:1`],
        layers,
        config: { Entrypoint: [`/${name}`], Labels: { 'org.opencontainers.image.description': description } },
      });
      return { version: 'own', origin: `offline/go/addons/${name}` };
    },
  };
  return [program, image];
};

/** Our own: of the well-known ones none can be built from modules that the registry has. */
const addons = [
  ...service({
    name: 'ingress',
    description: 'Routes HTTP by host and path to services. A small ingress controller, built by this kit',
  }),
  ...service({
    name: 'network-policies',
    description: 'Enforces NetworkPolicies on its node by nftables. Built by this kit',
    base: { suite: 'bookworm', variant: 'extract', include: ['nftables', 'libc6'] },
  }),
];

const registryRoot: BaseRoot = {
  suite: 'bookworm',
  variant: 'apt',
  include: ['ca-certificates', 'docker-registry'],
  files: { 'registry/config.yml': '/etc/docker/registry/config.yml' },
  setup: 'mkdir -p /var/lib/registry && docker-registry --version',
};

/** As an image, and as a program for a registry on loopback without a container. */
const registry: Part = {
  name: 'registry',
  inputs: [...baseInputs, 'images/registry', 'parts/services.ts'],
  host: debianHost,
  asRoot: true,
  build: async (work) => {
    const layer = join(work.scratch, 'root.tar');
    await writeBaseRoot(work, registryRoot, layer);
    await writeBaseImage(work, registryImage, [layer]);
    await takeOut(work, layer, 'usr/bin/docker-registry');
    return { version: '2.8', origin: 'Debian bookworm: docker-registry' };
  },
};

const registryImage = {
  part: 'registry',
  image: 'registry:2',
  version: '2.8',
  description: "Stand-in for registry:2: Debian bookworm's docker-registry. Not the official image.",
  config: {
    Entrypoint: ['docker-registry'],
    Cmd: ['serve', '/etc/docker/registry/config.yml'],
    ExposedPorts: { '5000/tcp': {} },
    Volumes: { '/var/lib/registry': {} },
  },
};

const takeOut = async (work: Work, tar: string, file: string): Promise<void> => {
  const bin = join(work.out, 'bin');
  await mkdir(bin, { recursive: true });
  await work.run('tar', ['-xf', tar, '-C', bin, '--strip-components', String(file.split('/').length), `./${file}`]);
};

export const services: readonly Part[] = [...addons, registry];
