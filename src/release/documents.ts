import { loadAll } from 'js-yaml';
import type { KubeObject } from '../ports/kube.ts';

/** One object of a rendered chart, with its text as Helm wrote it: what is applied is never written anew. */
export interface Document {
  readonly text: string;
  readonly object: KubeObject;
}

export function splitDocuments(manifest: string): Document[] {
  return manifest
    .split(/^---(?:[ \t].*)?$/m)
    .map((part) => part.replace(/^\s*\n/, '').trimEnd())
    .flatMap((text) => {
      const object = parse(text);
      return object ? [{ text, object }] : [];
    });
}

export function joinDocuments(documents: readonly Document[]): string {
  return documents.map(({ text }) => `---\n${text}\n`).join('');
}

/** Two documents of one id are one object in the cluster. */
export function idOf({ object }: Document): string {
  return `${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

/** How a person names it. */
export function titleOf({ object }: Document): string {
  return `${object.kind} ${object.metadata.name}`;
}

/** Duplicate keys are let pass, as Helm lets them pass. */
function parse(text: string): KubeObject | undefined {
  const [value] = loadAll(text, { json: true }) as readonly (Partial<KubeObject> | null)[];
  return typeof value === 'object' && value?.kind && value.metadata?.name ? (value as KubeObject) : undefined;
}
