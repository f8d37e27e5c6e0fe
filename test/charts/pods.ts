// The pods inside of manifests.
import { at, type Manifest } from './helm.ts';

export type Container = { readonly name: string; readonly image: string };

export const podSpec = (one: Manifest): readonly unknown[] => {
  if (one.kind === 'Pod') return [one.spec];
  const inner = at(one, 'spec', 'template', 'spec');
  return inner === undefined ? [] : [inner];
};

export const podLabels = (one: Manifest): Readonly<Record<string, string>> | undefined =>
  (one.kind === 'Pod' ? at(one, 'metadata', 'labels') : at(one, 'spec', 'template', 'metadata', 'labels')) as
    | Readonly<Record<string, string>>
    | undefined;

export const containers = (pod: unknown): readonly Container[] =>
  [...list(at(pod, 'initContainers')), ...list(at(pod, 'containers'))] as readonly Container[];

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
