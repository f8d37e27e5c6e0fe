import { type Path, parseYaml, pathText } from '../lib/yaml.ts';
import type { FoundChart } from './charts.ts';
import { isObject } from './compose.ts';
import { repositoryName } from './images.ts';
import { baseOf, folderOf, type Repository, type Source } from './repository.ts';

/** A place in a chart's values that says which image runs. */
export interface ImageSlot {
  readonly path: string;
  readonly repository: string;
  readonly source: Source;
}

/** An image that stands in a template as plain text: no value moves it, only a tag of the same name. */
export interface FixedImage {
  readonly reference: string;
  readonly source: Source;
}

/** Every value of a chart with its path, leaves and mappings alike. */
export interface Value {
  readonly path: Path;
  readonly value: unknown;
}

export function* walk(value: unknown, path: Path = []): Generator<Value> {
  if (path.length > 0) yield { path, value };
  if (isObject(value)) for (const [key, child] of Object.entries(value)) yield* walk(child, [...path, key]);
}

export function imageSlots(chart: FoundChart, repository: Repository): ImageSlot[] {
  const own = slotsIn(chart.valuesFile, [], repository);
  const parts = Object.keys(repository.texts)
    .filter((file) => new RegExp(`^${escaped(chart.path)}/charts/[^/]+/values\\.yaml$`).test(file))
    .flatMap((file) => slotsIn(file, [baseOf(folderOf(file))], repository));
  return [...own, ...parts.filter((slot) => !own.some(({ path }) => path === slot.path))];
}

function slotsIn(file: string, prefix: Path, { texts }: Repository): ImageSlot[] {
  const document = parseYaml(texts[file] ?? '');
  return [...walk(document.value)].flatMap(({ path, value }): ImageSlot[] => {
    if (!/image$/i.test(String(path.at(-1)))) return [];
    const repository = repositoryOf(value);
    if (repository === undefined) return [];
    return [{ path: pathText([...prefix, ...path]), repository, source: { file, line: document.keyAt(path).line } }];
  });
}

function repositoryOf(value: unknown): string | undefined {
  if (typeof value === 'string')
    return /^[a-z0-9][\w./-]*(:[\w.-]+)?(@sha256:\w+)?$/.test(value) ? value.split(/[:@](?!.*\/)/)[0] : undefined;
  if (!isObject(value)) return undefined;
  const name = value.repository ?? ('tag' in value ? value.name : undefined);
  return typeof name === 'string' ? name : undefined;
}

export function fixedImages(chart: FoundChart): FixedImage[] {
  return Object.entries(chart.templates).flatMap(([file, text]) =>
    text.split('\n').flatMap((line, index) => {
      const reference = /^\s*(?:-\s+)?image:\s*["']?([a-z0-9][\w./-]*:[\w.-]+)["']?\s*$/.exec(line)?.[1];
      return reference ? [{ reference, source: { file, line: index + 1 } }] : [];
    }),
  );
}

/** A namespace that stands in the templates as plain text. */
export function fixedNamespace(chart: FoundChart): { readonly name: string; readonly source: Source } | undefined {
  for (const [file, text] of Object.entries(chart.templates))
    for (const [index, line] of text.split('\n').entries()) {
      const name = /^\s+namespace:\s*["']?([a-z0-9][a-z0-9-]*)["']?\s*$/.exec(line)?.[1];
      if (name && name !== 'kube-system') return { name, source: { file, line: index + 1 } };
    }
  return undefined;
}

/** A Namespace as an object of the chart. */
export function namespaceObject(chart: FoundChart): Source | undefined {
  for (const [file, text] of Object.entries(chart.templates)) {
    const line = text.split('\n').findIndex((one) => /^kind:\s*Namespace\s*$/.test(one));
    if (line !== -1) return { file, line: line + 1 };
  }
  return undefined;
}

export function sameImage(reference: string, other: string): boolean {
  return repositoryName(reference) === repositoryName(other);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
