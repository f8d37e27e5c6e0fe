import { execFileSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Looks at the cluster from outside, with nothing of the product but the place of its kubeconfig. */
export function kubectlOf(clusterName: string, namespace: string): (...args: readonly string[]) => string {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const kubeconfig = join(cache, 'taskflow-k8s/clusters', clusterName, 'kubeconfig');
  return (...args) =>
    execFileSync('kubectl', ['--kubeconfig', kubeconfig, '-n', namespace, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }).trim();
}
