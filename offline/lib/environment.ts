import { existsSync } from 'node:fs';
import { link, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join, relative } from 'node:path';

export type Cluster = {
  readonly kubernetes: string;
  readonly image: string;
  readonly minikube: { readonly env: Readonly<Record<string, string>>; readonly start: readonly string[] };
  readonly kind: { readonly create: readonly string[] };
};

export const readCluster = async (kit: string): Promise<Cluster> =>
  JSON.parse(await readFile(join(kit, 'cluster.json'), 'utf8'));

/** What a shell needs to use the kit: programs first on PATH, a Minikube home of its own, Minikube's flags as Minikube reads them. */
export const environmentOf = async (root: string, kit: string): Promise<Readonly<Record<string, string>>> => {
  const cluster = await readCluster(kit);
  return {
    TASKFLOW_K8S_KIT: kit,
    PATH: [
      join(kit, 'bin'),
      ...(process.env.PATH ?? '').split(delimiter).filter((dir) => dir !== join(kit, 'bin')),
    ].join(delimiter),
    MINIKUBE_HOME: join(root, 'home'),
    KUBECONFIG: join(root, 'home', 'kubeconfig'),
    DOCKER_CONFIG: join(root, 'home', 'docker'),
    TASKFLOW_K8S_MINIKUBE_IMAGE: cluster.image,
    TASKFLOW_K8S_KIND_IMAGE: cluster.image,
    ...cluster.minikube.env,
  };
};

/** A home outlives kits, so that a cluster started under one can be deleted under the next. */
export const furnishHome = async (root: string, kit: string): Promise<void> => {
  const home = join(root, 'home');
  await linkTree(join(kit, 'minikube-home'), home);
  await mkdir(join(home, 'docker', 'cli-plugins'), { recursive: true });
  const buildx = join(kit, 'bin', 'docker-buildx');
  if (existsSync(buildx)) await linkOnce(buildx, join(home, 'docker', 'cli-plugins', 'docker-buildx'));
  if (!existsSync(join(home, 'docker', 'config.json'))) await writeFile(join(home, 'docker', 'config.json'), '{}\n');
};

const linkTree = async (from: string, to: string): Promise<void> => {
  const entries = await readdir(from, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    await linkOnce(path, join(to, relative(from, path)));
  }
};

const linkOnce = async (from: string, to: string): Promise<void> => {
  await mkdir(dirname(to), { recursive: true });
  await link(from, to).catch((fault: NodeJS.ErrnoException) => {
    if (fault.code !== 'EEXIST') throw fault;
  });
};
