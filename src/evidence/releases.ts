import type { ReleaseFacts } from '../diagnosis/snapshot.ts';
import type { RawObject } from './lists.ts';

/** Helm keeps each revision as a Secret; its labels tell the history without asking Helm, also while Helm is stuck. */
export function releasesOf(secrets: readonly RawObject[], namespace: string): readonly ReleaseFacts[] {
  const revisions = secrets
    .filter((secret) => secret.type === 'helm.sh/release.v1')
    .flatMap(({ metadata }) => {
      const { name, version, status, modifiedAt } = metadata.labels ?? {};
      if (!name || !version || !status) return [];
      const updated = modifiedAt ? new Date(Number(modifiedAt) * 1000).toISOString() : metadata.creationTimestamp;
      return [{ name, revision: Number(version), status, ...(updated ? { updated } : {}) }];
    });
  const names = [...new Set(revisions.map((revision) => revision.name))].sort();
  return names.map((name) => ({
    name,
    namespace,
    history: revisions
      .filter((revision) => revision.name === name)
      .sort((a, b) => a.revision - b.revision)
      .map(({ name: _, ...revision }) => revision),
    file: `helm/${name}/history.json`,
  }));
}
