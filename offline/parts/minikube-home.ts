import { link, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Part } from '../lib/part.ts';
import { archiveOf, controlPlaneImages } from './control-plane.ts';
import { kubernetes } from './tools.ts';

const cache = 'minikube-home/.minikube/cache';

/** Minikube's own cache, filled under the names that it looks for: its documented way to start without a network. */
export const minikubeHome: Part = {
  name: 'minikube-home',
  needs: ['kubernetes', 'control-plane-images', 'storage-provisioner'],
  inputs: ['parts/minikube-home.ts'],
  build: async ({ out, from }) => {
    const put = async (source: string, path: string): Promise<void> => {
      await mkdir(dirname(join(out, cache, path)), { recursive: true });
      await link(source, join(out, cache, path));
    };
    for (const program of ['kubeadm', 'kubelet', 'kubectl']) {
      await put(join(from('kubernetes'), 'bin', program), `linux/amd64/${kubernetes}/${program}`);
    }
    for (const { name, program } of controlPlaneImages) {
      await put(join(from('control-plane-images'), archiveOf(program)), `images/amd64/${name.replace(':', '_')}`);
    }
    await put(
      join(from('storage-provisioner'), 'images/storage-provisioner.tar'),
      'images/amd64/gcr.io/k8s-minikube/storage-provisioner_v5',
    );
    return { version: kubernetes, origin: 'programs and images of this kit' };
  },
};
