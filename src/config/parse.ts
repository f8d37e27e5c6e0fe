import * as v from 'valibot';
import { nearest } from '../lib/nearest.ts';
import { parseYaml, pathText } from '../lib/yaml.ts';
import type { Problem } from '../model/problem.ts';
import type { Config, Origin } from './config.ts';
import { crossCheck } from './cross-check.ts';
import { isObject, merge, nameOr } from './document.ts';
import { factsOf } from './facts.ts';
import { inputSpecs, type RawInputs, readInputs } from './inputs.ts';
import { issuePath, issueProblem } from './issues.ts';
import { has, type Place, placer } from './place.ts';
import { resolveReferences } from './references.ts';
import { type PipelineDocument, pipelineSchema } from './schema.ts';

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
  readonly driver: string;
}

export type ParsedConfig =
  | {
      readonly ok: true;
      readonly config: Config;
      readonly inputSecrets: Readonly<Record<string, string>>;
      /** Where a part of it was written, for what is found wrong with it later. */
      readonly place: Place;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Everything a user can have written wrong, found at once. Pure: no file is opened here. */
export function parseConfig(sources: ConfigSources): ParsedConfig {
  const yaml = parseYaml(sources.file?.text ?? '');
  const inputs = readInputs(sources.inputs, {
    fallbackName: nameOr(undefined, sources.fallbackName),
    file: yaml.value,
  });
  const place = placer(sources, yaml, inputs.document);
  const problems: Problem[] = [
    ...unknownInputs(sources.inputs),
    ...inputs.problems,
    ...yaml.faults.map((fault) => ({ source: sources.file?.name ?? '', ...fault })),
  ];
  if (yaml.faults.some((fault) => fault.path === undefined)) return { ok: false, problems };
  if (yaml.value !== undefined && !isObject(yaml.value)) {
    const message = 'a mapping is wanted here, beginning with "version: 1"';
    return { ok: false, problems: [...problems, { ...place([]), message }] };
  }

  const checked = check(
    merge({ ...(sources.file ? {} : { version: 1 }), ...yaml.value }, inputs.document),
    sources,
    place,
  );
  problems.push(...checked.problems);
  if (!checked.document || problems.length > 0) return { ok: false, problems: sorted(problems) };
  const name = nameOr(checked.document.name, sources.fallbackName);
  const config: Config = {
    ...checked.document,
    name,
    namespace: checked.document.namespace ?? name,
    file: sources.file?.name,
    origin: (path) => originOf(path.split('.'), inputs.document, yaml.value),
  };
  return { ok: true, config, inputSecrets: inputs.secrets, place };
}

interface Checked {
  readonly document?: PipelineDocument;
  readonly problems: readonly Problem[];
}

/** References first, then the shape, then what one part says about another. */
function check(document: Record<string, unknown>, sources: ConfigSources, place: Place): Checked {
  const facts = factsOf(document, sources);
  const resolved = resolveReferences(document, facts.lookup);
  const unknown = resolved.faults.map(
    (fault): Problem => ({ ...place(fault.path), message: fault.message, ...facts.advise(fault) }),
  );
  const result = v.safeParse(pipelineSchema, resolved.value);
  if (!result.success) {
    // What hangs on a reference that is not known would only be said twice.
    const said = new Set(resolved.faults.map((fault) => pathText(fault.path)));
    const issues = result.issues.filter((issue) => !said.has(pathText(issuePath(issue))));
    return { problems: [...unknown, ...issues.map((issue) => issueProblem(issue, place))] };
  }
  const crossed = crossCheck(result.output).map(({ path, ...fault }): Problem => ({ ...fault, ...place(path) }));
  return { document: result.output, problems: [...unknown, ...crossed] };
}

function unknownInputs(inputs: RawInputs): Problem[] {
  const known = Object.keys(inputSpecs);
  return Object.keys(inputs)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = nearest(name, known);
      const message = 'there is no such input';
      return { source: `input ${name}`, message, ...(meant === undefined ? {} : { meant }) };
    });
}

function originOf(path: readonly string[], inputs: unknown, file: unknown): Origin {
  if (has(inputs, path)) return 'input';
  return has(file, path) ? 'file' : 'default';
}

function sorted(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}
