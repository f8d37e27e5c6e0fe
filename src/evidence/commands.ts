import type { Command } from '../ports/exec.ts';

/** What is collected, as commands that only read. Each has a limit of its own, so that none can keep the others waiting. */

export interface Target {
  readonly namespace: string;
  readonly kubeconfig?: string;
  readonly context?: string;
}

const quickMs = 15_000;
const jsonBytes = 64 << 20;

const namespaced = [
  'deployments',
  'replicasets',
  'statefulsets',
  'daemonsets',
  'jobs',
  'cronjobs',
  'pods',
  'services',
  'endpointslices',
  'persistentvolumeclaims',
  'serviceaccounts',
  'ingresses',
  'networkpolicies',
  'horizontalpodautoscalers',
  'poddisruptionbudgets',
  'resourcequotas',
  'limitranges',
].join(',');

const clusterWide =
  'nodes,storageclasses,persistentvolumes,ingressclasses,validatingwebhookconfigurations,mutatingwebhookconfigurations';

export function kubectl(target: Target, args: readonly string[], timeoutMs = quickMs): Command {
  const access = [
    ...(target.kubeconfig ? ['--kubeconfig', target.kubeconfig] : []),
    ...(target.context ? ['--context', target.context] : []),
  ];
  return { tool: 'kubectl', args: [...access, ...args], timeoutMs };
}

function getJson(target: Target, kinds: string, scope: readonly string[]): Command {
  return { ...kubectl(target, ['get', kinds, ...scope, '-o', 'json']), keepBytes: jsonBytes };
}

export const getObjects = (target: Target) => getJson(target, namespaced, ['-n', target.namespace]);
/** With the times of their changes, which the API shows only when asked: a pod may be older than what it reads. */
export const getConfigMaps = (target: Target) => getJson(target, 'configmaps', withChanges(target));
export const getEvents = (target: Target) => getJson(target, 'events', ['-n', target.namespace]);
export const getClusterWide = (target: Target) => getJson(target, clusterWide, []);
export const getAllServices = (target: Target) => getJson(target, 'services', ['-A']);
export const getSystem = (target: Target) => getJson(target, 'pods,deployments,events', ['-n', 'kube-system']);
/** Only ever kept in memory. */
export const getSecrets = (target: Target) => getJson(target, 'secrets', withChanges(target));

function withChanges({ namespace }: Target): readonly string[] {
  return ['-n', namespace, '--show-managed-fields'];
}

export function getVersion(target: Target): Command {
  return kubectl(target, ['version', '-o', 'json']);
}

export function describeAll(target: Target, kinds: string): Command {
  return { ...kubectl(target, ['describe', kinds, '-n', target.namespace], 30_000), keepBytes: 8 << 20 };
}

export function readLog(
  target: Target,
  of: { readonly namespace: string; readonly pod: string; readonly container: string; readonly previous: boolean },
  limits: { readonly lines?: number; readonly headBytes?: number; readonly keepBytes: number },
): Command {
  const args = [
    'logs',
    of.pod,
    '-n',
    of.namespace,
    '-c',
    of.container,
    '--timestamps',
    ...(of.previous ? ['--previous'] : []),
    ...(limits.lines === undefined ? [] : [`--tail=${limits.lines}`]),
    ...(limits.headBytes === undefined ? [] : [`--limit-bytes=${limits.headBytes}`]),
  ];
  return { ...kubectl(target, args, 20_000), keepBytes: limits.keepBytes };
}

/** Helm's own books of one release: file name → command. `values` and `notes` are left to the manifest: they repeat it. */
export function helmCommands(target: Target, release: string): Readonly<Record<string, Command>> {
  const access = [
    '-n',
    target.namespace,
    ...(target.kubeconfig ? ['--kubeconfig', target.kubeconfig] : []),
    ...(target.context ? ['--kube-context', target.context] : []),
  ];
  const helm = (...args: readonly string[]): Command => ({
    tool: 'helm',
    args: [...args, ...access],
    timeoutMs: quickMs,
  });
  return {
    'history.json': helm('history', release, '-o', 'json'),
    'manifest.yaml': helm('get', 'manifest', release),
    'hooks.yaml': helm('get', 'hooks', release),
    'values.json': helm('get', 'values', release, '-o', 'json'),
  };
}

/** The machine that all of it runs on. */
export const machineCommands: Readonly<Record<string, Command>> = {
  'disk.txt': { tool: 'df', args: ['-h'], timeoutMs: quickMs },
  'memory.txt': { tool: 'free', args: ['-m'], timeoutMs: quickMs },
  'docker-disk.txt': { tool: 'docker', args: ['system', 'df'], timeoutMs: quickMs },
};

export function minikubeCommands(profile: string): Readonly<Record<string, Command>> {
  const minikube = (...args: readonly string[]): Command => ({
    tool: 'minikube',
    // Else each leaves a log of its own in the temporary folder.
    args: [...args, '-p', profile, '--log_file=/dev/null'],
    timeoutMs: 40_000,
  });
  return { 'status.json': minikube('status', '-o', 'json'), 'logs.txt': minikube('logs', '--length=200') };
}
