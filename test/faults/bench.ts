import { providers } from '../e2e/clusters/providers.ts';
import { must, until } from '../e2e/clusters/shell.ts';
import { image } from './objects.ts';

/** The cluster of some cases; its node is a container of this name, and its context too. */
export interface Bench {
  readonly name: string;
  readonly remove: () => Promise<void>;
}

/** Where registries listen inside of the node: one that has an image, and one that lets nobody in. */
export const registries = { open: '127.0.0.1:5055', closed: '127.0.0.1:5056', silent: '127.0.0.1:5057' } as const;
export const published = `${registries.open}/lab/api:9.9.8`;

const [minikube] = providers;

/** A Minikube that is ready for cases: DNS answers, the image is in the node, the registries serve. */
export async function startBench(name: string): Promise<Bench> {
  if (!minikube) throw new Error('no provider');
  const remove = async (): Promise<void> => {
    await must('docker', ['rm', '--force', '--volumes', `${name}-open`, `${name}-closed`]);
    await minikube.remove(name);
  };
  try {
    await buildImage();
    await minikube.start(name);
    await Promise.all([loadImage(name), settled(name)]);
    await startRegistries(name);
    return { name, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

export async function buildImage(): Promise<void> {
  await must('docker', ['build', '--quiet', '--tag', image, import.meta.dirname]);
  // Another image: one that also came from a registry is known to the node by that registry's digest.
  await must('docker', [
    'build',
    '--quiet',
    '--tag',
    'lab-published:1',
    '--label',
    'from=registry',
    import.meta.dirname,
  ]);
}

export async function loadImage(node: string): Promise<void> {
  await must('bash', [
    '-c',
    'set -o pipefail; docker save $1 | docker exec -i "$2" ctr -n k8s.io images import -',
    'load',
    `${image} lab-published:1`,
    node,
  ]);
}

/** The node is Ready and DNS answers, so that no case is blamed for a cluster that is still starting. */
async function settled(name: string): Promise<void> {
  const kubectl = (...args: readonly string[]): Promise<string> => must('kubectl', ['--context', name, ...args]);
  await until(120, () => kubectl('wait', 'node', '--all', '--for=condition=Ready', '--timeout=60s'));
  await until(120, () => kubectl('-n', 'kube-system', 'rollout', 'status', 'deployment/coredns', '--timeout=60s'));
}

/** In the node's own network: for the node they are on loopback, where containerd speaks plain HTTP. */
async function startRegistries(name: string): Promise<void> {
  const serve = (kind: 'open' | 'closed', ...env: readonly string[]): Promise<string> =>
    must('docker', [
      ...['run', '--detach', '--name', `${name}-${kind}`, '--network', `container:${name}`],
      ...[`REGISTRY_HTTP_ADDR=${registries[kind]}`, ...env].flatMap((one) => ['--env', one]),
      'registry:2',
    ]);
  await serve('open');
  await serve(
    'closed',
    'REGISTRY_AUTH=htpasswd',
    'REGISTRY_AUTH_HTPASSWD_REALM=lab',
    'REGISTRY_AUTH_HTPASSWD_PATH=/tmp/htpasswd',
  );
  const ctr = (...args: readonly string[]): Promise<string> =>
    must('docker', ['exec', name, 'ctr', '-n', 'k8s.io', 'images', ...args]);
  await ctr('tag', 'docker.io/library/lab-published:1', published);
  await until(30, () => ctr('push', '--plain-http', published));
  await ctr('rm', published, 'docker.io/library/lab-published:1');
}
