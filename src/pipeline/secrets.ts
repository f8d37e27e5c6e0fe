import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type SecretConfig, secretKeys } from '../config/config.ts';
import { parseDotEnv } from '../lib/dot-env.ts';
import { type Problem, UsageError } from '../model/problem.ts';
import type { PipelinePorts, RunSettings } from './context.ts';

export type SecretValues = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Reads every secret before anything is started, and teaches the redactor all of them first. What is missing is said by
 * name, all at once; a value is never part of a message.
 */
export async function readSecrets(
  secrets: Readonly<Record<string, SecretConfig>>,
  ports: Pick<PipelinePorts, 'env' | 'redactor'>,
  settings: Pick<RunSettings, 'workspace' | 'inputSecrets'>,
): Promise<SecretValues> {
  const problems: Problem[] = [];
  const values: Record<string, Record<string, string>> = {};
  for (const [name, spec] of Object.entries(secrets)) {
    const source = await sourceOf(name, spec, ports, settings, problems);
    const found: Record<string, string> = {};
    for (const [key, variable] of Object.entries(secretKeys(spec))) {
      const value = source?.[variable];
      if (value === undefined || value === '') problems.push(missing(name, spec, variable, source));
      else found[key] = value;
      if (value) ports.redactor.add(key, value);
    }
    values[name] = found;
  }
  if (problems.length > 0) throw new UsageError(problems);
  return values;
}

/** Only so that they are hidden wherever they turn up. One that is not set here cannot be shown from here either. */
export async function teachSecrets(...args: Parameters<typeof readSecrets>): Promise<void> {
  try {
    await readSecrets(...args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
  }
}

type Source = Readonly<Record<string, string | undefined>>;

async function sourceOf(
  name: string,
  spec: SecretConfig,
  ports: Pick<PipelinePorts, 'env'>,
  settings: Pick<RunSettings, 'workspace' | 'inputSecrets'>,
  problems: Problem[],
): Promise<Source | undefined> {
  if (spec.from === 'env') return ports.env;
  if (spec.from === 'input') return settings.inputSecrets;
  try {
    return parseDotEnv(await readFile(join(settings.workspace, spec.from), 'utf8'));
  } catch (error) {
    problems.push({
      source: spec.from,
      path: `secrets.${name}.from`,
      message: `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`,
    });
    return undefined;
  }
}

function missing(name: string, spec: SecretConfig, variable: string, source: Source | undefined): Problem {
  const where = spec.from === 'env' ? 'the environment' : spec.from;
  const state = source?.[variable] === '' ? 'is empty' : 'is not set';
  return {
    source: where,
    path: `secrets.${name}`,
    message: `${variable} ${state}`,
    hint:
      spec.from === 'env'
        ? `export ${variable}=…, or map the repository secret in the workflow's env:`
        : `add ${variable}=… to ${spec.from}`,
  };
}
