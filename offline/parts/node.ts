import { copyFile, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Part, Work } from '../lib/part.ts';
import { contained, containedHost } from '../recipes/contained.ts';
import { debianHost, writeRoot } from '../recipes/debian.ts';
import { writeArchive, writeLayer } from '../recipes/image.ts';
import { archiveOf, controlPlaneImages } from './control-plane.ts';
import { kubernetes } from './tools.ts';

const root = {
  suite: 'bookworm',
  variant: 'minbase',
  include: [
    ...[
      'systemd',
      'systemd-sysv',
      'dbus',
      'sudo',
      'openssh-server',
      'openssh-client',
      'openssl',
      'ca-certificates',
      'curl',
    ],
    ...[
      'containerd',
      'runc',
      'containernetworking-plugins',
      'iptables',
      'iproute2',
      'conntrack',
      'ethtool',
      'socat',
      'kmod',
    ],
    ...['mount', 'util-linux', 'procps', 'findutils', 'hostname', 'netbase', 'tar'],
  ],
} as const;

const nodeRoot: Part = {
  name: 'node-root',
  inputs: ['node', 'recipes/debian.ts'],
  settings: root,
  host: debianHost,
  asRoot: true,
  build: async (work) => {
    await mkdir(join(work.out, 'layers'));
    await writeRoot(
      work,
      { ...root, hooks: [`${work.source('node/setup.sh')} "$1"`] },
      join(work.out, 'layers/node.tar'),
    );
    return { version: 'bookworm', origin: 'Debian bookworm: systemd, containerd, runc, openssh-server, iptables' };
  },
};

/** One image for Minikube and for kind, with Kubernetes and its images inside, unpacked: a start copies and compiles nothing. */
const node: Part = {
  name: 'node-image',
  needs: ['node-root', 'kubernetes', 'crictl', 'control-plane-images', 'storage-provisioner'],
  inputs: ['recipes/import.sh', 'recipes/image.ts', 'parts/node.ts'],
  settings: { kubernetes },
  host: { containerd: 'containerd', ctr: 'containerd', ...containedHost },
  asRoot: true,
  build: async (work) => {
    const stage = join(work.scratch, 'stage');
    await addPrograms(work, stage);
    await importImages(work, stage);
    const layer = join(work.scratch, 'kubernetes.tar');
    await writeLayer(work, stage, layer);
    // Two kits' nodes must not be taken for one another.
    const image = `taskflow-k8s/node:${kubernetes}-${work.hash.slice(0, 8)}`;
    await writeArchive(work, {
      path: 'images/node.tar',
      names: [image],
      layers: [join(work.from('node-root'), 'layers/node.tar'), layer],
      config: {
        Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'container=docker'],
        Entrypoint: ['/usr/local/bin/entrypoint', '/sbin/init'],
        StopSignal: 'SIGRTMIN+3',
        ExposedPorts: { '22/tcp': {} },
        Labels: {
          'org.opencontainers.image.description': `A Kubernetes ${kubernetes} node for Minikube and kind, built by this kit`,
        },
      },
    });
    await writeFile(join(work.out, 'cluster.json'), `${JSON.stringify(clusterOf(image), undefined, 2)}\n`);
    return { version: kubernetes, origin: 'programs and images of this kit on Debian bookworm' };
  },
};

/** How a cluster is started from this image: plain settings of Minikube (which reads any flag from the environment) and of kind. */
const clusterOf = (image: string) => ({
  kubernetes,
  image,
  archive: 'images/node.tar',
  minikube: {
    env: {
      MINIKUBE_BASE_IMAGE: image,
      MINIKUBE_KUBERNETES_VERSION: kubernetes,
      MINIKUBE_DRIVER: 'docker',
      MINIKUBE_CONTAINER_RUNTIME: 'containerd',
      MINIKUBE_CNI: 'bridge',
      MINIKUBE_PRELOAD: 'false',
      MINIKUBE_WANTUPDATENOTIFICATION: 'false',
    },
    start: [
      ...['start', '--driver=docker', '--container-runtime=containerd', `--kubernetes-version=${kubernetes}`],
      ...[`--base-image=${image}`, '--preload=false', '--cache-images=false', '--cni=bridge', '--interactive=false'],
      ...['--cpus=no-limit', '--memory=no-limit', '--wait=apiserver', '--embed-certs'],
    ],
  },
  kind: { create: ['create', 'cluster', '--image', image] },
});

/** kind looks for them in /usr/bin, Minikube in a directory of its own, where links are enough. */
const addPrograms = async (work: Work, stage: string): Promise<void> => {
  const minikube = join(stage, 'var/lib/minikube/binaries', kubernetes);
  for (const dir of ['usr/bin', 'usr/local/bin', 'kind', minikube.slice(stage.length + 1)])
    await mkdir(join(stage, dir), { recursive: true });
  for (const program of ['kubeadm', 'kubelet', 'kubectl']) {
    await copyFile(join(work.from('kubernetes'), 'bin', program), join(stage, 'usr/bin', program));
    await symlink(`/usr/bin/${program}`, join(minikube, program));
  }
  await copyFile(join(work.from('crictl'), 'bin/crictl'), join(stage, 'usr/local/bin/crictl'));
  await writeFile(join(stage, 'kind/version'), kubernetes);
};

const importImages = async (work: Work, stage: string): Promise<void> => {
  const store = join(stage, 'var/lib/containerd');
  await mkdir(store, { recursive: true });
  const archives = [
    ...controlPlaneImages.map(({ program }) => join(work.from('control-plane-images'), archiveOf(program))),
    join(work.from('storage-provisioner'), 'images/storage-provisioner.tar'),
  ];
  await work.run(...contained(work.source('recipes/import.sh'), [store, ...archives]));
  await rm(join(store, 'io.containerd.grpc.v1.introspection'), { recursive: true, force: true });
};

export const nodes: readonly Part[] = [nodeRoot, node];
