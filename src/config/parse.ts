import * as v from 'valibot';
import { nearest } from '../lib/nearest.ts';
import { type Path, parseYaml, pathText, type YamlDocument } from '../lib/yaml.ts';
import type { Problem } from '../model/problem.ts';
import type { Config, Origin } from './config.ts';
import { crossCheck } from './cross-check.ts';
import { inputSpecs, type RawInputs, readInputs } from './inputs.ts';
import { resolveReferences } from './references.ts';
import { pipelineSchema } from './schema.ts';

export interface ConfigSources {
  /** The configuration file, when there is one. */
  readonly file?: { readonly name: string; readonly text: string };
  readonly inputs: RawInputs;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Used where no name is given: the name of the workspace's folder. */
  readonly fallbackName: string;
  /** Facts that are known before the run, such as `run.id` and `cluster.ip`, which depends on the cluster that is wanted. */
  readonly facts: (draft: Draft) => Readonly<Record<string, string>>;
}

export interface Draft {
  readonly name: string;
  readonly provider: string;
}

export type ParsedConfig =
  | { readonly ok: true; readonly config: Config; readonly inputSecrets: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Everything a user can have written wrong, found at once. Pure: no file is opened here. */
export function parseConfig(sources: ConfigSources): ParsedConfig {
  const yaml = parseYaml(sources.file?.text ?? '');
  const inputs = readInputs(sources.inputs, dnsFallback(sources.fallbackName));
  const place = placer(sources, yaml, inputs.document);
  const problems: Problem[] = [
    ...unknownInputs(sources.inputs),
    ...inputs.problems,
    ...yaml.faults.map((fault) => ({ source: sources.file?.name ?? '', ...fault })),
  ];
  if (yaml.faults.some((fault) => fault.path === undefined)) return { ok: false, problems };
  if (yaml.value !== undefined && !isObject(yaml.value)) {
    return {
      ok: false,
      problems: [...problems, { ...place([]), message: 'a mapping is wanted here, beginning with "version: 1"' }],
    };
  }

  const merged = merge({ ...(sources.file ? {} : { version: 1 }), ...yaml.value }, inputs.document);
  const resolved = resolveReferences(merged, lookupIn(merged, sources));
  problems.push(
    ...resolved.faults.map((fault) => ({
      ...place(fault.path),
      message: fault.message,
      ...meantReference(fault.name, merged, sources),
    })),
  );
  const result = v.safeParse(pipelineSchema, resolved.value);
  // What hangs on a reference that is not known would only be said twice.
  const unresolved = new Set(resolved.faults.map((fault) => pathText(fault.path)));
  const isNew = (issue: v.BaseIssue<unknown>): boolean => !unresolved.has(pathText(pathOf(issue)));
  if (!result.success) problems.push(...result.issues.filter(isNew).flatMap((issue) => issueProblems(issue, place)));
  else
    problems.push(
      ...crossCheck(result.output).map((fault) => ({
        ...place(fault.path),
        message: fault.message,
        ...(fault.meant ? { meant: fault.meant } : {}),
        ...(fault.hint ? { hint: fault.hint } : {}),
      })),
    );
  if (!result.success || problems.length > 0) return { ok: false, problems: sorted(problems) };

  const name = result.output.name ?? dnsFallback(sources.fallbackName);
  const config: Config = {
    ...result.output,
    name,
    namespace: result.output.namespace ?? name,
    file: sources.file?.name,
    origin: (path) => originOf(path.split('.'), inputs.document, yaml.value),
  };
  return { ok: true, config, inputSecrets: inputs.secrets };
}

type Place = (path: Path, at?: 'key' | 'value') => Pick<Problem, 'source' | 'line' | 'column' | 'path'>;

/** Says where a path was written: in the file, or by an input. */
function placer(sources: ConfigSources, yaml: YamlDocument, inputDocument: unknown): Place {
  return (path, at = 'key') => {
    const input = Object.entries(inputSpecs).find(
      ([name, spec]) => name in sources.inputs && spec.path?.join('.') === path.join('.'),
    );
    if (input) return { source: `input ${input[0]}`, path: pathText(path) };
    if (!sources.file || has(inputDocument, path)) return { source: 'inputs', path: pathText(path) };
    const position = at === 'key' ? yaml.keyAt(path) : yaml.valueAt(path);
    return { source: sources.file.name, ...position, ...(path.length > 0 ? { path: pathText(path) } : {}) };
  };
}

function unknownInputs(inputs: RawInputs): Problem[] {
  return Object.keys(inputs)
    .filter((name) => !(name in inputSpecs))
    .map((name) => ({
      source: `input ${name}`,
      message: 'there is no such input',
      ...optionalMeant(nearest(name, Object.keys(inputSpecs))),
    }));
}

function issueProblems(issue: v.BaseIssue<unknown>, place: Place): Problem[] {
  const path = pathOf(issue);
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    return [
      {
        ...place(path),
        message: 'unknown key',
        ...optionalMeant(nearest(String(path.at(-1)), keysNear(path))),
      },
    ];
  }
  if (issue.received === 'undefined')
    return [{ ...place(path), message: `is missing${issue.expected ? ` (${issue.expected} wanted)` : ''}` }];
  const nested =
    issue.type === 'union' && issue.issues ? issue.issues.find((inner) => (inner.path?.length ?? 0) > 0) : undefined;
  const ofKey = issue.path?.at(-1)?.origin === 'key';
  return [{ ...place(path, ofKey ? 'key' : 'value'), message: nested?.message ?? issue.message }];
}

function pathOf(issue: v.BaseIssue<unknown>): Path {
  return (issue.path ?? []).map((item) => item.key as string | number);
}

/** The keys that would have been allowed where an unknown one stands: the schema is asked, not a second list. */
function keysNear(path: Path): string[] {
  let schema: unknown = pipelineSchema;
  for (const part of path.slice(0, -1)) schema = childSchema(unwrap(schema), part);
  const entries = (unwrap(schema) as { entries?: Record<string, unknown> } | undefined)?.entries;
  return Object.keys(entries ?? {});
}

function childSchema(schema: unknown, part: string | number): unknown {
  const node = schema as { entries?: Record<string, unknown>; value?: unknown; item?: unknown } | undefined;
  return node?.entries?.[String(part)] ?? node?.value ?? node?.item;
}

/** Through `optional` and `pipe` to the schema that holds the entries. */
function unwrap(schema: unknown): unknown {
  const node = schema as { wrapped?: unknown; pipe?: readonly unknown[]; entries?: unknown } | undefined;
  if (node?.wrapped) return unwrap(node.wrapped);
  if (node?.pipe && node.pipe[0] !== schema) return unwrap(node.pipe[0]);
  return schema;
}

function lookupIn(document: Record<string, unknown>, sources: ConfigSources): (name: string) => unknown {
  const facts = factsOf(document, sources);
  return (name) => {
    const [head, ...rest] = name.split('.');
    const key = rest.join('.');
    if (head === 'vars') return isObject(document.vars) ? document.vars[key] : undefined;
    if (head === 'env') return sources.env[key];
    return facts[name];
  };
}

function factsOf(document: Record<string, unknown>, sources: ConfigSources): Readonly<Record<string, string>> {
  const cluster = isObject(document.cluster) ? document.cluster : {};
  return sources.facts({
    name: String(document.name ?? dnsFallback(sources.fallbackName)),
    provider: String(cluster.provider ?? 'minikube'),
  });
}

function meantReference(
  name: string,
  document: Record<string, unknown>,
  sources: ConfigSources,
): Pick<Problem, 'meant' | 'hint'> {
  if (name.startsWith('env.'))
    return { hint: `set the environment variable ${name.slice(4)}, or remove the reference` };
  const vars = isObject(document.vars) ? Object.keys(document.vars).map((key) => `vars.${key}`) : [];
  const known = [...vars, ...Object.keys(factsOf(document, sources))];
  return { ...optionalMeant(nearest(name, known)), hint: `known are ${[...known, 'env.NAME'].join(', ')}` };
}

function merge(base: Record<string, unknown>, over: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const result = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    result[key] = isObject(value) && isObject(below) ? merge(below, value) : value;
  }
  return result;
}

function originOf(path: readonly string[], inputs: unknown, file: unknown): Origin {
  if (has(inputs, path)) return 'input';
  return has(file, path) ? 'file' : 'default';
}

function has(document: unknown, path: Path): boolean {
  let node: unknown = document;
  for (const part of path) {
    if (typeof node !== 'object' || node === null || !(part in node)) return false;
    node = (node as Record<string | number, unknown>)[part];
  }
  return path.length > 0;
}

function sorted(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

function optionalMeant(meant: string | undefined): { meant?: string } {
  return meant === undefined ? {} : { meant };
}

function dnsFallback(name: string): string {
  return (
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 40) || 'app'
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
