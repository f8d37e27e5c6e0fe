import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findSecrets, type SecretTraces } from '../../images/secret-scan.ts';
import type { BuiltImage } from '../../model/image.ts';
import { digest } from '../../plan/names.ts';
import type { RunContext } from '../context.ts';

/** Looks once for this run's secrets in an image: reading all layers takes seconds, and the same bytes hold the same. */
export async function searchSecrets(
  image: BuiltImage,
  build: Readonly<Record<string, string>>,
  context: RunContext,
  signal: AbortSignal,
): Promise<SecretTraces> {
  const secrets = Object.assign({}, build, ...Object.values(context.secrets)) as Readonly<Record<string, string>>;
  const file = join(context.settings.home, 'scans', digest(`${image.id} ${JSON.stringify(secrets)}`, 32));
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known !== undefined) return JSON.parse(known) as SecretTraces;
  const { exec, clock } = context.ports;
  const traces = await findSecrets(image, secrets, {
    docker: { tool: 'docker' },
    ports: { exec, clock, signal, emit: context.emit },
  });
  await mkdir(join(context.settings.home, 'scans'), { recursive: true, mode: 0o700 });
  await writeFile(file, JSON.stringify(traces));
  return traces;
}
