import * as v from 'valibot';
import { nearest } from '../../lib/nearest.ts';
import { type Path, parseYaml, pathText, type YamlDocument } from '../../lib/yaml.ts';
import type { Place } from '../../model/check.ts';
import type { Problem } from '../../model/problem.ts';
import type { Contract } from '../contract.ts';
import { buildContract } from './build.ts';
import { contractSchema } from './schema.ts';

export type ContractParse =
  | { readonly ok: true; readonly contract: Contract }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** What the builder needs to say where something stands and what is wrong with it. */
export interface Source {
  readonly place: (path: Path) => Place;
  readonly complain: (path: Path, message: string, hint?: string) => void;
}

/** Reads a contract file; all problems at once, each with its line and column. */
export function parseContract(text: string, file: string): ContractParse {
  const document = parseYaml(text);
  if (document.faults.length > 0) {
    return { ok: false, problems: document.faults.map((fault) => ({ source: file, ...fault })) };
  }
  const checked = v.safeParse(contractSchema, document.value);
  if (!checked.success) {
    return { ok: false, problems: unique(checked.issues.flatMap((issue) => problems({ document, file }, issue))) };
  }
  const found: Problem[] = [];
  const source: Source = {
    place: (path) => ({ file, ...document.keyAt(path) }),
    complain: (path, message, hint) =>
      found.push({ source: file, ...document.keyAt(path), path: pathText(path), message, ...(hint && { hint }) }),
  };
  const contract = buildContract(checked.output, source);
  return found.length > 0 ? { ok: false, problems: found } : { ok: true, contract: { ...contract, file } };
}

interface Origin {
  readonly document: YamlDocument;
  readonly file: string;
}

function problems({ document, file }: Origin, issue: v.BaseIssue<unknown>): readonly Problem[] {
  return deepest(issue).map((one) => {
    const path = pathOf(one);
    const unknown = one.type === 'strict_object' && one.expected === 'never';
    const place = unknown ? document.keyAt(path) : document.valueAt(path);
    const base = { source: file, ...place, path: pathText(path) };
    return unknown ? { ...base, ...unknownKey(one) } : { ...base, message: wording(one) };
  });
}

/** Of the branches of a union the one counts that got furthest: its complaint is about what the user meant. */
function deepest(issue: v.BaseIssue<unknown>): readonly v.BaseIssue<unknown>[] {
  const inner = issue.issues?.flatMap(deepest) ?? [];
  const own = issue.path?.length ?? 0;
  const deeper = inner.filter((one) => (one.path?.length ?? 0) > 0);
  if (issue.type !== 'union' || deeper.length === 0) return [issue];
  const prefix = issue.path ?? [];
  return deeper.map((one) => (own === 0 ? one : { ...one, path: [...prefix, ...(one.path ?? [])] as never }));
}

function pathOf(issue: v.BaseIssue<unknown>): Path {
  return (issue.path ?? []).map((item) => (typeof item.key === 'number' ? item.key : String(item.key)));
}

function unknownKey(issue: v.BaseIssue<unknown>): Pick<Problem, 'message' | 'meant'> {
  const key = String(issue.path?.at(-1)?.key ?? '');
  const requirement = issue as { readonly requirement?: unknown };
  const known = Array.isArray(requirement.requirement) ? requirement.requirement.map(String) : knownKeys;
  const meant = nearest(key, known);
  return { message: 'unknown key', ...(meant !== undefined && { meant }) };
}

function wording(issue: v.BaseIssue<unknown>): string {
  if (issue.kind === 'schema' && issue.received === 'undefined') return 'is missing';
  return issue.message.startsWith('Invalid') ? `expected ${issue.expected}, found ${issue.received}` : issue.message;
}

function unique(found: readonly Problem[]): readonly Problem[] {
  return [...new Map(found.map((one) => [`${one.line}:${one.column}:${one.path}:${one.message}`, one])).values()];
}

/** Every key that the format knows, wherever it belongs: enough to guess what a mistyped one meant. */
const knownKeys: readonly string[] = [...collectKeys(contractSchema, new Set(), new Set())];

function collectKeys(schema: unknown, keys: Set<string>, seen: Set<unknown>): Set<string> {
  if (typeof schema !== 'object' || schema === null || seen.has(schema)) return keys;
  seen.add(schema);
  const { entries } = schema as { readonly entries?: Readonly<Record<string, unknown>> };
  for (const key of Object.keys(entries ?? {})) keys.add(key);
  for (const part of Object.values(schema)) {
    if (typeof part === 'object') collectKeys(part, keys, seen);
  }
  return keys;
}
