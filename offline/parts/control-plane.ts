import { copyFile, mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Part, Work } from '../lib/part.ts';
import { debianHost, writeRoot } from '../recipes/debian.ts';
import { writeArchive, writeLayer } from '../recipes/image.ts';
import { corednsVersion, etcdImageTag, kubernetes } from './tools.ts';

type ControlPlaneImage = {
  readonly name: string;
  readonly part: string;
  readonly program: string;
  readonly base?: string;
};

const pauseTag = '3.10.1';

export const controlPlaneImages: readonly ControlPlaneImage[] = [
  { name: `registry.k8s.io/kube-apiserver:${kubernetes}`, part: 'kubernetes', program: 'kube-apiserver' },
  {
    name: `registry.k8s.io/kube-controller-manager:${kubernetes}`,
    part: 'kubernetes',
    program: 'kube-controller-manager',
  },
  { name: `registry.k8s.io/kube-scheduler:${kubernetes}`, part: 'kubernetes', program: 'kube-scheduler' },
  {
    name: `registry.k8s.io/kube-proxy:${kubernetes}`,
    part: 'kubernetes',
    program: 'kube-proxy',
    base: 'iptables-root',
  },
  { name: `registry.k8s.io/etcd:${etcdImageTag}`, part: 'etcd', program: 'etcd' },
  { name: `registry.k8s.io/coredns/coredns:${corednsVersion}`, part: 'coredns', program: 'coredns' },
  { name: `registry.k8s.io/pause:${pauseTag}`, part: 'pause', program: 'pause' },
];

export const archiveOf = (program: string): string => `images/control-plane/${program}.tar`;

const pause: Part = {
  name: 'pause',
  inputs: ['images/pause'],
  host: { gcc: 'build-essential' },
  build: async ({ out, source, run }) => {
    await mkdir(join(out, 'bin'));
    await run('gcc', ['-static', '-Os', '-s', '-o', join(out, 'bin/pause'), source('images/pause/pause.c')]);
    return { version: pauseTag, origin: 'offline/images/pause' };
  },
};

const iptables = { suite: 'bookworm', variant: 'extract', include: ['iptables', 'conntrack', 'libc6'] } as const;

const iptablesRoot: Part = {
  name: 'iptables-root',
  inputs: ['recipes/debian.ts'],
  settings: iptables,
  host: debianHost,
  asRoot: true,
  build: async (work) => {
    await mkdir(join(work.out, 'layers'));
    await writeRoot(work, iptables, join(work.out, 'layers/iptables.tar'));
    return { version: 'bookworm', origin: 'Debian bookworm: iptables' };
  },
};

/** One archive for each image of a control plane, named and started as kubeadm expects. */
const images: Part = {
  name: 'control-plane-images',
  needs: ['kubernetes', 'etcd', 'coredns', 'pause', 'iptables-root'],
  inputs: ['recipes/image.ts', 'parts/control-plane.ts'],
  settings: controlPlaneImages,
  build: async (work) => {
    for (const image of controlPlaneImages) await writeImage(work, image);
    return { version: kubernetes, origin: 'programs of this kit' };
  },
};

const writeImage = async (work: Work, { name, part, program, base }: ControlPlaneImage): Promise<void> => {
  const root = join(work.scratch, program);
  const at = `/usr/local/bin/${program}`;
  await mkdir(dirname(join(root, at)), { recursive: true });
  await copyFile(join(work.from(part), 'bin', program), join(root, at));
  if (base) await linkIptables(root);
  const layer = join(work.scratch, `${program}.tar`);
  await writeLayer(work, root, layer);
  const layers = base ? [join(work.from(base), 'layers/iptables.tar'), layer] : [layer];
  const Labels = { 'org.opencontainers.image.description': `${program}, compiled from its module for this kit` };
  await writeArchive(work, { path: archiveOf(program), names: [name], layers, config: { Entrypoint: [at], Labels } });
};

/** kube-proxy runs iptables by these names, which nobody configured in an extracted root. */
const linkIptables = async (root: string): Promise<void> => {
  await mkdir(join(root, 'usr/sbin'), { recursive: true });
  for (const name of ['iptables', 'ip6tables'])
    for (const suffix of ['', '-save', '-restore'])
      await symlink('xtables-nft-multi', join(root, 'usr/sbin', name + suffix));
};

export const controlPlane: readonly Part[] = [pause, iptablesRoot, images];
