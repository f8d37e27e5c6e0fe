import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A cluster that is there already, as a company's is: workflows deploy to it by kubeconfig and context. */
export interface Cluster {
  readonly context: string;
  readonly kubeconfig: string;
  readonly text: () => string;
  readonly kubectl: (...args: readonly string[]) => string;
  readonly remove: () => void;
}

const profile = 'taskflow-workflows';

/** With these tags of one image in its node, and one more whose container only ends. */
export function startCluster(folder: string, good: readonly string[], broken: string): Cluster {
  const tags = [...good, broken];
  const home = mkdtempSync(join(tmpdir(), 'workflows-cluster-'));
  const kubeconfig = join(home, 'kubeconfig');
  const env = { ...process.env, KUBECONFIG: kubeconfig };
  const run = (program: string, args: readonly string[]): string =>
    execFileSync(program, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const force = process.getuid?.() === 0 ? ['--force'] : [];
  run('minikube', [
    'start',
    '--profile',
    profile,
    '--interactive=false',
    '--wait=apiserver',
    '--embed-certs',
    ...force,
  ]);
  run('docker', ['build', '--quiet', ...good.flatMap((tag) => ['--tag', tag]), folder]);
  const ends = `FROM ${good[0]}\nENTRYPOINT ["false"]\n`;
  execFileSync('docker', ['build', '--quiet', '--tag', broken, '-'], {
    env,
    input: ends,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  run('bash', ['-c', `docker save ${tags.join(' ')} | docker exec -i ${profile} ctr -n k8s.io images import -`]);
  return {
    context: profile,
    kubeconfig,
    text: () => readFileSync(kubeconfig, 'utf8'),
    kubectl: (...args) => run('kubectl', ['--context', profile, ...args]),
    remove: () => {
      run('minikube', ['delete', '--profile', profile]);
      run('docker', ['rmi', ...tags]);
      rmSync(home, { recursive: true, force: true });
    },
  };
}
