import type { Command } from '../ports/exec.ts';

export const helpers = ['k8sgpt', 'kubectl-ai', 'kagent', 'gordon'] as const;
export type Helper = (typeof helpers)[number];

interface Question {
  readonly helper: Helper;
  readonly question: string;
  readonly target: { readonly namespace: string };
}

/** How each is asked without a terminal, by its own documentation. Which model answers, and with which key, is its own configuration. */
export function helperCommand({ helper, question, target }: Question): Command {
  const { namespace } = target;
  switch (helper) {
    case 'k8sgpt':
      return { tool: 'k8sgpt', args: ['analyze', '--explain', '--anonymize', `--namespace=${namespace}`] };
    case 'kubectl-ai':
      return { tool: 'kubectl-ai', args: ['--quiet', question] };
    case 'kagent':
      return { tool: 'kagent', args: ['invoke', '--agent', 'k8s-agent', '--task', question] };
    case 'gordon':
      return { tool: 'docker', args: ['ai', question] };
  }
}

const readable = [
  { apiGroups: [''], resources: ['pods', 'events', 'services', 'endpoints', 'persistentvolumeclaims'] },
  { apiGroups: ['apps'], resources: ['deployments', 'replicasets', 'statefulsets', 'daemonsets'] },
  { apiGroups: ['batch'], resources: ['jobs', 'cronjobs'] },
  { apiGroups: ['events.k8s.io'], resources: ['events'] },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'] },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'networkpolicies'] },
];

/** Neither Secrets nor ConfigMaps nor raw logs: of logs it is told what was redacted. */
export function reader(name: string): object {
  const rbac = 'rbac.authorization.k8s.io/v1';
  const metadata = { name };
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false },
      {
        apiVersion: rbac,
        kind: 'Role',
        metadata,
        rules: readable.map((rule) => ({ ...rule, verbs: ['get', 'list', 'watch'] })),
      },
      {
        apiVersion: rbac,
        kind: 'RoleBinding',
        metadata,
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
        subjects: [{ kind: 'ServiceAccount', name }],
      },
    ],
  };
}

/** The cluster of the other one, and nobody of its users. */
export function kubeconfigOf(view: unknown, token: string, namespace: string): string {
  const [cluster] = (view as { readonly clusters?: readonly { readonly cluster: object }[] }).clusters ?? [];
  if (!cluster) throw new Error('the kubeconfig names no cluster');
  const name = 'second-opinion';
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: cluster.cluster }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace } }],
    'current-context': name,
  });
}
