import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import type { RawInputs } from '../config/inputs.ts';
import { parseConfig } from '../config/parse.ts';
import { type Problem, UsageError } from '../model/problem.ts';
import { clusterName, nodeAddress } from '../plan/names.ts';
import { makePlan, type Plan } from '../plan/plan.ts';

export interface PrepareInput {
  readonly workspace: string;
  /** As the user named it; `pipeline.yml` is looked for when it is absent. */
  readonly file?: string;
  readonly inputs: RawInputs;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Run, attempt and job of a CI run. */
  readonly ci?: string;
  readonly runId: string;
}

export interface Prepared {
  readonly config: Config;
  readonly plan: Plan;
  readonly inputSecrets: Readonly<Record<string, string>>;
}

const maxBytes = 1_000_000;

/** From what the user wrote to a plan. Throws a UsageError with all problems; nothing has been touched then. */
export async function prepare(input: PrepareInput): Promise<Prepared> {
  const file = await configText(input);
  const parsed = parseConfig({
    ...(file ? { file } : {}),
    inputs: input.inputs,
    env: input.env,
    fallbackName: basename(input.workspace),
    facts: (draft) => factsOf(input, draft),
  });
  if (!parsed.ok) throw new UsageError(parsed.problems);
  const { config } = parsed;
  const problems = await missingFiles(config, input.workspace);
  if (problems.length > 0) throw new UsageError(problems);
  const name = clusterName({
    name: config.name,
    workspace: input.workspace,
    cluster: config.cluster.provider,
    ...(input.ci === undefined ? {} : { ci: input.ci }),
  });
  const plan = makePlan(config, {
    clusterName: name,
    nodeAddress: config.cluster.provider === 'minikube' ? nodeAddress(name) : undefined,
  });
  return { config, plan, inputSecrets: parsed.inputSecrets };
}

function factsOf(
  input: PrepareInput,
  draft: { readonly name: string; readonly provider: string },
): Readonly<Record<string, string>> {
  const name = clusterName({
    name: draft.name,
    workspace: input.workspace,
    cluster: draft.provider,
    ...(input.ci === undefined ? {} : { ci: input.ci }),
  });
  const address = draft.provider === 'minikube' ? nodeAddress(name) : '127.0.0.1';
  return {
    'run.id': input.runId,
    'cluster.name': name,
    ...(draft.provider === 'existing' ? {} : { 'cluster.ip': address }),
  };
}

async function configText(input: PrepareInput): Promise<{ name: string; text: string } | undefined> {
  const name = input.file ?? 'pipeline.yml';
  const fail = (message: string, hint?: string): UsageError =>
    new UsageError([{ source: name, message, ...(hint ? { hint } : {}) }]);
  const path = isAbsolute(name) ? name : join(input.workspace, name);
  try {
    const info = await stat(path);
    if (info.isDirectory()) throw fail('is a folder, not a file');
    if (info.size > maxBytes)
      throw fail(`is ${info.size} bytes; a configuration of more than ${maxBytes} is certainly not one`);
    const bytes = await readFile(path);
    if (bytes.includes(0)) throw fail('is not a text file');
    return { name, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    if (error instanceof TypeError) throw fail('is not UTF-8', 'save it as UTF-8');
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') {
      if (input.file === undefined && Object.keys(input.inputs).length > 0) return undefined;
      throw fail(
        'is not there',
        input.file === undefined ? 'write one as docs/configuration.md shows, or name it with -c' : undefined,
      );
    }
    if (code === 'EACCES') throw fail('may not be read');
    throw error;
  }
}

/** Files that the configuration names, looked up before anything is started. A link may not lead out of the workspace. */
async function missingFiles(config: Config, workspace: string): Promise<Problem[]> {
  const problems: Problem[] = [];
  const source = config.file ?? 'inputs';
  const look = async (path: string, where: string): Promise<void> => {
    try {
      const real = await realpath(resolve(workspace, path));
      const inside = relative(await realpath(workspace), real);
      if (inside.startsWith('..') || isAbsolute(inside))
        problems.push({ source, path: where, message: `${path} leads out of the workspace, to ${real}` });
    } catch (error) {
      problems.push({
        source,
        path: where,
        message: `${path} cannot be read (${(error as NodeJS.ErrnoException).code})`,
        hint: `looked in ${workspace}`,
      });
    }
  };
  for (const [name, image] of Object.entries(config.images)) {
    await look(image.dockerfile, `images.${name}.dockerfile`);
    await look(image.context, `images.${name}.context`);
  }
  for (const [name, release] of Object.entries(config.releases)) {
    if (isLocalChart(release.chart)) await look(release.chart, `releases.${name}.chart`);
    for (const [index, values] of release.values.entries()) await look(values, `releases.${name}.values[${index}]`);
  }
  if (config.contract) await look(config.contract.file, 'contract.file');
  return problems;
}

/** `oci://…`, `https://…` and `repository/chart` with a version come from elsewhere. */
function isLocalChart(chart: string): boolean {
  return !/^[a-z]+:\/\//.test(chart);
}
