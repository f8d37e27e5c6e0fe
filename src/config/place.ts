import { type Path, pathText, type YamlDocument } from '../lib/yaml.ts';
import type { Problem } from '../model/problem.ts';
import { inputSpecs } from './inputs.ts';
import type { ConfigSources } from './parse.ts';

export type Place = (path: Path, at?: 'key' | 'value') => Pick<Problem, 'source' | 'line' | 'column' | 'path'>;

/** Says where a path was written: in the file, or by an input. */
export function placer(
  sources: Pick<ConfigSources, 'file' | 'inputs'>,
  yaml: YamlDocument,
  inputDocument: unknown,
): Place {
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

/** Whether a document says something at this path. */
export function has(document: unknown, path: Path): boolean {
  let node: unknown = document;
  for (const part of path) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, part)) return false;
    node = (node as Record<string | number, unknown>)[part];
  }
  return path.length > 0;
}
