import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Part } from '../lib/part.ts';
import { goTools } from '../recipes/go.ts';
import { writeArchive, writeLayer } from '../recipes/image.ts';

/** Our own, because the originals cannot be had from their modules: one has no verified sum, the other does not compile. */
const crictl = goTools({ family: 'crictl', version: 'own', programs: { crictl: '.' } });

/** A program that runs in clusters: one package of our own module, which decides it together with what all of them share. */
export const addon = (name: string): Part => ({
  ...goTools({
    family: `${name}-program`,
    module: 'addons',
    version: 'own',
    programs: { [name]: `./${name}` },
    into: 'programs',
  }),
  inputs: [...['go.mod', 'go.sum', 'cluster', name].map((path) => `go/addons/${path}`), 'recipes/go.ts'],
});

const provisionerProgram = addon('storage-provisioner');

/** Under the name and with the program's path that Minikube's addon asks for. */
const provisioner: Part = {
  name: 'storage-provisioner',
  needs: [provisionerProgram.name],
  inputs: ['recipes/image.ts'],
  build: async (work) => {
    const root = join(work.scratch, 'root');
    await mkdir(root);
    await copyFile(
      join(work.from(provisionerProgram.name), 'programs/storage-provisioner'),
      join(root, 'storage-provisioner'),
    );
    const layer = join(work.scratch, 'layer.tar');
    await writeLayer(work, root, layer);
    await writeArchive(work, {
      path: 'images/storage-provisioner.tar',
      names: ['gcr.io/k8s-minikube/storage-provisioner:v5'],
      layers: [layer],
      config: {
        Entrypoint: ['/storage-provisioner'],
        Labels: {
          'org.opencontainers.image.description':
            "Makes a directory on the node for every claim. Takes the place of Minikube's storage-provisioner; not the official image.",
        },
      },
    });
    return { version: 'own', origin: 'offline/go/addons/storage-provisioner' };
  },
};

export const clusterPrograms: readonly Part[] = [crictl, provisionerProgram, provisioner];
