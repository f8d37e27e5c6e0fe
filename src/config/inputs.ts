import type { Problem } from '../model/problem.ts';
import { isObject } from './document.ts';

/** Inputs as the action and the command line give them: texts by name, absent when not given. */
export type RawInputs = Readonly<Record<string, string>>;

export interface InputSpec {
  readonly description: string;
  readonly default?: string;
  /** Where a plain input lands in the document. */
  readonly path?: readonly string[];
}

/** Every input of the action; the command line takes the same names as flags. `action.yml` is generated from this table. */
export const inputSpecs: Readonly<Record<string, InputSpec>> = {
  config: { description: 'Path of pipeline.yml. Default: pipeline.yml when there is one; inputs win over it.' },
  chart: { description: 'Chart folder, when there is one release and no pipeline.yml.' },
  name: { description: 'Name of the pipeline and of the release made from `chart`.', path: ['name'] },
  namespace: { description: 'Namespace of the releases.', path: ['namespace'] },
  values: { description: 'Values files for `chart`, one per line.' },
  images: {
    description:
      'Images to build, one per line: `name=path/Dockerfile@context`. They reach the chart by its values that end in `image` and have the same name.',
  },
  secrets: {
    description:
      'Secrets, one `KEY=value` per line. They become one Secret, whose name the chart gets as `existingSecret`; they never reach a log, a file or an artifact.',
  },
  contract: { description: 'Path of the contract file.', path: ['contract', 'file'] },
  'reference-api': { description: 'Address of the API in production.', path: ['contract', 'reference', 'api'] },
  'reference-web': { description: 'Address of the UI in production.', path: ['contract', 'reference', 'web'] },
  'reference-mode': {
    description: 'How production may be used: live-ro (default) reads only, live-rw also writes and cleans up.',
    path: ['contract', 'reference', 'mode'],
  },
  provider: { description: 'minikube (default), kind or existing.', path: ['cluster', 'provider'] },
  'kubernetes-version': { description: 'Kubernetes version of the created cluster.', path: ['cluster', 'kubernetes'] },
  context: { description: 'For provider `existing`: the kube context.', path: ['cluster', 'context'] },
  registry: {
    description: 'For provider `existing`: where the images are pushed to, such as registry.example.org/team.',
    path: ['cluster', 'registry'],
  },
  tools: {
    description:
      'Which programs, one per line: `helm=>=3.15 <4`, or an exact version with a checksum of your own: `kind=v0.33.0 sha256:…`.',
  },
  'tools-mirror': {
    description: 'Where programs are downloaded from: an http(s) address or a folder with the official paths below it.',
    path: ['tools', 'mirror'],
  },
  keep: { description: 'Keep the cluster after the run: true or false.', path: ['cluster', 'keep'] },
  database: { description: 'disposable or shared.', path: ['database'] },
  timeout: { description: 'Time limit of the whole run.', path: ['timeout'] },
};

export interface InputDocument {
  /** The part of a pipeline document that the inputs say. */
  readonly document: Readonly<Record<string, unknown>>;
  /** Values of secrets given by input: key → value. Kept apart, never part of the configuration. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

export interface InputContext {
  readonly fallbackName: string;
  /** What the configuration file says, unchecked. */
  readonly file: unknown;
}

export function readInputs(inputs: RawInputs, context: InputContext): InputDocument {
  const problems: Problem[] = [];
  const document: Record<string, unknown> = {};
  for (const [input, text] of Object.entries(inputs)) {
    const path = inputSpecs[input]?.path;
    if (path) setAt(document, path, plainValue(text));
  }
  const images = parseImages(lines(inputs.images), problems);
  if (Object.keys(images).length > 0) document.images = images;
  const tools = parseTools(lines(inputs.tools), problems);
  if (Object.keys(tools).length > 0) document.tools = { ...(document.tools as object | undefined), ...tools };
  const secrets = parseSecrets(lines(inputs.secrets), problems);
  const keys = Object.keys(secrets);
  const release = inputs.name ?? releaseMeant(inputs, context, problems);
  if (keys.length > 0) document.secrets = { [release]: { from: 'input', keys } };
  if (inputs.chart !== undefined || inputs.values !== undefined)
    document.releases = {
      [release]: {
        ...(inputs.chart === undefined ? {} : { chart: inputs.chart }),
        ...(inputs.values === undefined ? {} : { values: lines(inputs.values) }),
      },
    };
  return { document, secrets, problems };
}

/** The inputs speak of one release: of the file's only one, where it has one. */
function releaseMeant(inputs: RawInputs, { fallbackName, file }: InputContext, problems: Problem[]): string {
  const releases = isObject(file) && isObject(file.releases) ? Object.keys(file.releases) : [];
  const given = ['chart', 'values', 'secrets'].filter((input) => inputs[input] !== undefined);
  if (releases.length > 1 && given.length > 0)
    problems.push({
      source: `input ${given[0]}`,
      message: `the configuration file has ${releases.length} releases, and this input does not say which it means`,
      hint: `write it in the file, or name the release by the input name: ${releases.join(', ')}`,
    });
  return releases[0] ?? fallbackName;
}

function plainValue(text: string): unknown {
  return text === 'true' ? true : text === 'false' ? false : text;
}

function lines(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

function parseImages(entries: readonly string[], problems: Problem[]): Record<string, unknown> {
  const images: Record<string, unknown> = {};
  for (const [index, entry] of entries.entries()) {
    const match = /^([^=\s]+)=([^@\s]+)(?:@(\S+))?$/.exec(entry);
    if (!match)
      problems.push({ source: 'images', line: index + 1, message: `"${entry}" is not name=path/Dockerfile@context` });
    else images[match[1] as string] = { dockerfile: match[2], ...(match[3] ? { context: match[3] } : {}) };
  }
  return images;
}

/** `helm=>=3.15 <4`, `kind=v0.33.0 sha256:…`; whether these are versions is for the schema to say. */
function parseTools(entries: readonly string[], problems: Problem[]): Record<string, unknown> {
  const tools: Record<string, unknown> = {};
  for (const [index, entry] of entries.entries()) {
    const match = /^(\w+)=(\S.*?)(?:\s+sha256:(\S+))?$/.exec(entry);
    if (!match)
      problems.push({
        source: 'tools',
        line: index + 1,
        message: `"${entry}" is not tool=version, or tool=version sha256:…`,
      });
    else tools[match[1] as string] = { version: match[2], ...(match[3] ? { sha256: match[3] } : {}) };
  }
  return tools;
}

/** The value is never quoted in a problem. */
function parseSecrets(entries: readonly string[], problems: Problem[]): Record<string, string> {
  const secrets: Record<string, string> = {};
  for (const [index, entry] of entries.entries()) {
    const equals = entry.indexOf('=');
    const key = entry.slice(0, Math.max(0, equals));
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key))
      problems.push({
        source: 'secrets',
        line: index + 1,
        message: 'not KEY=value (the line is not shown, since it may hold a secret)',
      });
    else if (equals === entry.length - 1)
      problems.push({
        source: 'secrets',
        line: index + 1,
        message: `${key} is empty`,
        hint: 'is the repository secret set, and may this workflow read it? Pull requests from forks get none.',
      });
    else secrets[key] = entry.slice(equals + 1);
  }
  return secrets;
}

function setAt(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [first, ...rest] = path;
  if (first === undefined) return;
  if (rest.length === 0) {
    target[first] = value;
    return;
  }
  target[first] ??= {};
  setAt(target[first] as Record<string, unknown>, rest, value);
}
