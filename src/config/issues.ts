import type * as v from 'valibot';
import { nearest } from '../lib/nearest.ts';
import type { Path } from '../lib/yaml.ts';
import type { Problem } from '../model/problem.ts';
import type { Place } from './place.ts';
import { pipelineSchema } from './schema.ts';
import { inWords } from './wording.ts';

/** What the schema finds wrong → a problem in words, at its place. */
export function issueProblem(issue: v.BaseIssue<unknown>, place: Place): Problem {
  const path = issuePath(issue);
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const meant = nearest(String(path.at(-1)), keysNear(path));
    return { ...place(path), message: 'unknown key', ...(meant === undefined ? {} : { meant }) };
  }
  if (issue.received === 'undefined') return { ...place(path), message: 'is missing' };
  const nested =
    issue.type === 'union' && issue.issues ? issue.issues.find((inner) => (inner.path?.length ?? 0) > 0) : undefined;
  const ofKey = issue.path?.at(-1)?.origin === 'key';
  return { ...place(path, ofKey ? 'key' : 'value'), ...inWords(nested ?? issue) };
}

export function issuePath(issue: v.BaseIssue<unknown>): Path {
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
