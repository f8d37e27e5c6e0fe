import { join } from 'node:path';

export const policiesManifest = join(import.meta.dirname, '../../../offline/manifests/network-policies.yaml');
export const policiesImage = 'taskflow-k8s/network-policies:1';

const policy = (name: string, spec: object) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name },
  spec,
});

/** Whom nobody lets in, nobody reaches. */
export const closed = policy('closed', { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Ingress'] });

export const friendsOnly = policy('friends-only', {
  podSelector: { matchLabels: { app: 'web' } },
  ingress: [{ from: [{ podSelector: { matchLabels: { role: 'friend' } } }], ports: [{ port: 8080 }] }],
});

/** Names are answered, and nothing else. */
export const namesOnly = policy('names-only', {
  podSelector: { matchLabels: { role: 'friend' } },
  policyTypes: ['Egress'],
  egress: [{ to: [{ namespaceSelector: {} }], ports: [{ port: 53, protocol: 'UDP' }] }],
});
