import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { KubeApi, KubeObject } from '../ports/kube.ts';
import { list, remove } from '../tools/kube.ts';
import { isVerified } from './known-good.ts';
import { managedLabel, secretLabel } from './secrets.ts';

/**
 * Secrets are named by their content, so each change leaves one behind. Those of this pipeline that neither the present
 * revision nor one that a rollback may lead to still names are deleted; their names come back.
 */
export async function sweepSecrets(namespace: string, names: readonly string[], kube: KubeApi): Promise<string[]> {
  const [managed] = Object.entries(managedLabel).map(([label, value]) => `${label}=${value}`);
  const secrets = (await list(kube, 'secrets', namespace, managed)).filter(({ metadata }) =>
    names.includes(metadata.labels?.[secretLabel] ?? ''),
  );
  if (secrets.length === 0) return [];
  const records = await list(kube, 'secrets', namespace, 'owner=helm');
  const living = records.filter((record) => record.metadata.labels?.status === 'deployed' || isVerified(record));
  const manifests = await Promise.all(living.map(manifestOf));
  const old = secrets.filter(({ metadata }) => !manifests.some((manifest) => manifest.includes(metadata.name)));
  for (const { metadata } of old) await remove(kube, 'secrets', namespace, metadata.name);
  return old.map(({ metadata }) => metadata.name);
}

/** Helm's record of a revision: JSON, packed, and encoded twice. Hooks name Secrets, too. */
async function manifestOf(record: KubeObject): Promise<string> {
  const { release } = record.data as { readonly release: string };
  const packed = Buffer.from(Buffer.from(release, 'base64').toString('utf8'), 'base64');
  const { manifest, hooks } = JSON.parse((await promisify(gunzip)(packed)).toString('utf8')) as {
    readonly manifest?: string;
    readonly hooks?: readonly { readonly manifest?: string }[] | null;
  };
  return [manifest, ...(hooks ?? []).map((hook) => hook.manifest)].join('\n');
}
