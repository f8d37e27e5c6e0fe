import type * as v from 'valibot';
import { nearest } from '../lib/nearest.ts';
import type { Problem } from '../model/problem.ts';

type Said = Pick<Problem, 'message' | 'meant' | 'hint'>;

/** What is wanted, by the kind of the check that found something else. The schema's own sentences go first. */
const wanted: Readonly<Record<string, string>> = {
  strict_object: 'a mapping is wanted',
  record: 'a mapping is wanted',
  array: 'a list is wanted',
  string: 'a text is wanted',
  number: 'a number is wanted',
  boolean: 'true or false is wanted',
  integer: 'a whole number is wanted',
  non_empty: 'must not be empty',
  min_length: 'must not be empty',
};

/** The schema library speaks of types; a person reads what to write. */
export function inWords(issue: v.BaseIssue<unknown>): Said {
  if (!issue.message.startsWith('Invalid ')) return { message: issue.message };
  if (issue.type === 'picklist') return choice(issue);
  if (issue.type === 'min_value') return { message: `${issue.requirement} or more is wanted` };
  const message = wanted[issue.type] ?? issue.message;
  const bare = issue.type === 'string' && ['number', 'boolean'].includes(typeof issue.input);
  return { message, ...(bare ? { hint: `in quotes it is one: "${issue.input}"` } : {}) };
}

function choice({ expected, input }: v.BaseIssue<unknown>): Said {
  const options = [...(expected ?? '').matchAll(/"([^"]*)"/g)].map(([, option = '']) => option);
  const meant = typeof input === 'string' ? nearest(input, options) : undefined;
  const last = options.at(-1);
  return {
    message: `${options.slice(0, -1).join(', ')} or ${last} is wanted`,
    ...(meant === undefined ? {} : { meant }),
  };
}
