import { createHmac } from 'node:crypto';
import { createIfAbsent } from '../tools/kube.ts';
import type { ReleasePorts } from './spec.ts';

/** The label by which everything that this product creates in a cluster is recognised. */
export const managedLabel = { 'app.kubernetes.io/managed-by-pipeline': 'taskflow-k8s' };

/** Which of the configuration's secrets it is. */
export const secretLabel = 'taskflow-k8s/secret';

/** A changed value gives another name: pods restart, and a rollback still finds the Secret it knew. */
export function secretName(name: string, data: Readonly<Record<string, string>>): string {
  const text = JSON.stringify(Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${name}-${createHmac('sha256', name).update(text).digest('hex').slice(0, 10)}`;
}

/** By the API's request body: the values never stand in an argv or a file. */
export async function ensureSecret(
  namespace: string,
  name: string,
  data: Readonly<Record<string, string>>,
  { kube }: Pick<ReleasePorts, 'kube'>,
): Promise<string> {
  const full = secretName(name, data);
  const metadata = { name: full, labels: { ...managedLabel, [secretLabel]: name } };
  const stringData = Object.fromEntries(Object.entries(data));
  await createIfAbsent(kube, 'secrets', namespace, {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'Opaque',
    metadata,
    stringData,
  });
  return full;
}
