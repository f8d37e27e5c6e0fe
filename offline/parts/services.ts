import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Part, Work } from '../lib/part.ts';
import { type BaseRoot, baseInputs, writeBaseImage, writeBaseRoot } from '../recipes/base-image.ts';
import { debianHost } from '../recipes/debian.ts';
import { goTools } from '../recipes/go.ts';
import { writeArchive, writeLayer } from '../recipes/image.ts';

const ingressProgram = goTools({
  family: 'ingress-program',
  module: 'ingress',
  version: 'own',
  programs: { ingress: '.' },
  into: 'programs',
});

/** Our own: of the well-known ones none can be built from modules that the registry has. */
const ingress: Part = {
  name: 'ingress',
  needs: [ingressProgram.name],
  inputs: ['recipes/image.ts', 'manifests/ingress.yaml', 'parts/services.ts'],
  build: async (work) => {
    const root = join(work.scratch, 'root');
    for (const dir of [root, join(work.out, 'manifests')]) await mkdir(dir, { recursive: true });
    await copyFile(join(work.from(ingressProgram.name), 'programs/ingress'), join(root, 'ingress'));
    await copyFile(work.source('manifests/ingress.yaml'), join(work.out, 'manifests/ingress.yaml'));
    const layer = join(work.scratch, 'layer.tar');
    await writeLayer(work, root, layer);
    const description = 'Routes HTTP by host and path to services. A small ingress controller, built by this kit';
    await writeArchive(work, {
      path: 'images/ingress.tar',
      names: ['taskflow-k8s/ingress:1'],
      layers: [layer],
      config: { Entrypoint: ['/ingress'], Labels: { 'org.opencontainers.image.description': description } },
    });
    return { version: 'own', origin: 'offline/go/ingress' };
  },
};

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

export const services: readonly Part[] = [ingressProgram, ingress, registry];
