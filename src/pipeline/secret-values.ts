import type { Config } from '../config/config.ts';
import { isSensitiveName } from '../lib/redact/names.ts';
import type { PipelinePorts } from './context.ts';

/** A chart that takes a secret as a value gets one; it is hidden like those that go into a Secret. */
export function hideSecretValues(releases: Config['releases'], { redactor }: Pick<PipelinePorts, 'redactor'>): void {
  const sets = Object.values(releases).flatMap(({ set, stages }) => [set, ...(stages ?? []).map((stage) => stage.set)]);
  for (const [path, value] of sets.flatMap((set) => Object.entries(set)))
    if (typeof value === 'string' && isSecret(path, value)) redactor.add(path, value);
}

function isSecret(path: string, value: string): boolean {
  const key = path.split('.').at(-1) ?? path;
  return value !== '' && (isSensitiveName(key) || /^[a-z][a-z0-9+.-]*:\/\/[^\s/@]*:[^\s/@]+@/i.test(value));
}
