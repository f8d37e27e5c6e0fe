import { readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { type Config, isLocalChart } from '../config/config.ts';
import type { RawInputs } from '../config/inputs.ts';
import type { Place } from '../config/place.ts';
import { type ChartValues, wireCharts } from '../config/wire.ts';
import { parseContract } from '../contract/file/parse.ts';
import { parseYaml } from '../lib/yaml.ts';
import { type Problem, UsageError } from '../model/problem.ts';
import { makePlan, type Plan } from '../plan/plan.ts';
import type { ToolName } from '../tools/catalog.ts';
import type { ToolWishes } from '../tools/exec-with-tools.ts';
import { parseAddressed, parseDraft } from './addressed.ts';
import type { PipelinePorts } from './context.ts';

export interface PrepareInput {
  readonly workspace: string;
  /** As the user named it; `pipeline.yml` is looked for when it is absent. */
  readonly file?: string;
  readonly inputs: RawInputs;
  readonly ports: Pick<PipelinePorts, 'env' | 'exec' | 'chooseTools' | 'claim'>;
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
  const draft = parseDraft(input, file);
  const missing = await missingFiles(draft.config, input.workspace, draft.place);
  const problems = [...missing, ...(await contractProblems(draft.config, input.workspace))];
  if (problems.length > 0) throw new UsageError(problems);
  // Nothing is started for a configuration that is wrong, so the machine is asked only now.
  const parsed = draft.names.nodeAddress === undefined ? draft : await parseAddressed(input, file);
  const config = wireCharts(parsed.config, await chartValues(parsed.config, input.workspace));
  input.ports.chooseTools(toolWishes(config));
  return { config, plan: makePlan(config, parsed.names), inputSecrets: parsed.inputSecrets };
}

function toolWishes({ tools: { mirror, ...tools } }: Config): ToolWishes {
  const requests = Object.entries(tools).map(([name, wish]) => ({ name: name as ToolName, ...wish }));
  return { requests, ...(mirror === undefined ? {} : { mirror }) };
}

async function configText(input: PrepareInput): Promise<{ name: string; text: string } | undefined> {
  const name = input.file ?? 'pipeline.yml';
  const fail = (message: string, hint?: string): UsageError =>
    new UsageError([{ source: name, message, ...(hint ? { hint } : {}) }]);
  const path = isAbsolute(name) ? name : join(input.workspace, name);
  try {
    const info = await stat(path);
    if (info.isDirectory()) throw fail('is a folder, not a file');
    // A pipe or a device would be waited for without end.
    if (!info.isFile()) throw fail('is not an ordinary file');
    if (info.size > maxBytes)
      throw fail(`is ${info.size} bytes; a configuration of more than ${maxBytes} is certainly not one`);
    return { name, text: textOf(await readFile(path), fail) };
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw code in troubles ? fail(troubles[code] as string) : error;
    if (input.file === undefined && Object.keys(input.inputs).length > 0) return undefined;
    throw fail(
      'is not there',
      input.file === undefined ? 'write one as docs/configuration.md shows, or name it with -c' : undefined,
    );
  }
}

function textOf(bytes: Uint8Array, fail: (message: string, hint?: string) => UsageError): string {
  if (bytes.includes(0)) throw fail('is not a text file');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw fail('is not UTF-8', 'save it as UTF-8');
  }
}

/** What the charts of the checkout say themselves; one that cannot be read is for `helm lint` to explain. */
async function chartValues(config: Config, workspace: string): Promise<ChartValues> {
  const local = Object.entries(config.releases).filter(([, { chart }]) => isLocalChart(chart, config.repositories));
  const values = local.map(async ([name, { chart }]) => {
    const text = await readFile(resolve(workspace, chart, 'values.yaml'), 'utf8').catch(() => '');
    return [name, parseYaml(text).value] as const;
  });
  return Object.fromEntries(await Promise.all(values));
}

/** Files that the configuration names, looked up before anything is started. A link may not lead out of the workspace. */
async function missingFiles(config: Config, workspace: string, place: Place): Promise<Problem[]> {
  const root = await realpath(workspace);
  const looks = filesOf(config).map(async ({ path, at }): Promise<Problem[]> => {
    const wrong = await fault(resolve(root, path), root);
    return wrong === undefined
      ? []
      : [{ ...place(at, 'value'), message: `${path} ${wrong}`, hint: `looked in ${workspace}` }];
  });
  return (await Promise.all(looks)).flat();
}

/** A contract that is wrong is said before anything is deployed for it. One that is not there is said already. */
async function contractProblems({ contract }: Config, workspace: string): Promise<readonly Problem[]> {
  if (!contract?.file) return [];
  const text = await readFile(resolve(workspace, contract.file), 'utf8').catch(() => undefined);
  const parsed = text === undefined ? undefined : parseContract(text, contract.file);
  return parsed && !parsed.ok ? parsed.problems : [];
}

function filesOf(config: Config): readonly { readonly path: string; readonly at: readonly (string | number)[] }[] {
  const images = Object.entries(config.images).flatMap(([name, { dockerfile, context }]) => [
    { path: dockerfile, at: ['images', name, 'dockerfile'] },
    { path: context, at: ['images', name, 'context'] },
  ]);
  const releases = Object.entries(config.releases).flatMap(([name, { chart, values }]) => [
    ...(isLocalChart(chart, config.repositories) ? [{ path: chart, at: ['releases', name, 'chart'] }] : []),
    ...values.map((path, index) => ({ path, at: ['releases', name, 'values', index] })),
  ]);
  const { contract } = config;
  return [...images, ...releases, ...(contract ? [{ path: contract.file, at: ['contract', 'file'] }] : [])];
}

async function fault(path: string, root: string): Promise<string | undefined> {
  try {
    const real = await realpath(path);
    const inside = relative(root, real);
    return inside.startsWith('..') || isAbsolute(inside) ? `leads out of the workspace, to ${real}` : undefined;
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    return troubles[code] ?? `cannot be read (${code})`;
  }
}

const troubles: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  ENOTDIR: 'is not there',
  ELOOP: 'is a link that leads to itself',
  EACCES: 'may not be read',
};
