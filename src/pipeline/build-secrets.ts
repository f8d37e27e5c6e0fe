import type { ImageConfig } from '../config/config.ts';
import { StageError } from '../model/stage-error.ts';
import type { PipelinePorts } from './context.ts';

/** Values of an image's build secrets, hidden from now on wherever they turn up. BuildKit reads them from the environment itself. */
export function buildSecrets(
  name: string,
  { secrets }: Pick<ImageConfig, 'secrets'>,
  { env, redactor }: Pick<PipelinePorts, 'env' | 'redactor'>,
): Readonly<Record<string, string>> {
  const missing = Object.values(secrets).filter((variable) => !env[variable]);
  if (missing.length > 0)
    throw new StageError('failed', `Image ${name} needs build secrets that are not set: ${missing.join(', ')}.`, {
      remedy: `export ${missing[0]}=…, or map the repository secret in the workflow's env:`,
    });
  const values = Object.fromEntries(Object.entries(secrets).map(([id, variable]) => [id, env[variable] ?? '']));
  for (const [id, value] of Object.entries(values)) redactor.add(id, value);
  return values;
}
