import * as v from 'valibot';
import { parseDuration } from '../../lib/duration.ts';

/** A key of the contract file: what it is, for the editor's completion and the generated documentation. */
export const about = <Schema extends v.GenericSchema>(schema: Schema, text: string) =>
  v.pipe(schema, v.description(text));

export const optional = <Schema extends v.GenericSchema>(schema: Schema, text: string) =>
  v.optional(about(schema, text));

export const name = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z][\w-]*$/, 'a name starts with a letter and holds letters, digits, “_” and “-”'),
);

export const duration = v.pipe(
  v.string(),
  v.regex(/^(\d+(\.\d+)?(ms|s|m|h|d))+$/, 'a duration is a number and a unit, such as 100ms, 1.1s or 7d'),
);

export function milliseconds(text: string): number {
  return parseDuration(text) ?? 0;
}

export const status = v.union(
  [
    v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(599)),
    v.pipe(v.string(), v.regex(/^[1-5]xx$/, 'a class of statuses is written 2xx, 4xx, …')),
  ],
  'a status is a number from 100 to 599, or a class such as 2xx',
);

export const statuses = v.union(
  [status, v.array(status)],
  'a status such as 200, a class such as 2xx, or a list of them',
);

/** `GET /health`: the shortest way to write a request. */
export const requestLine = v.pipe(
  v.string(),
  v.regex(/^(GET|HEAD|OPTIONS|POST|PUT|PATCH|DELETE) \/\S*$/, 'a request is written METHOD /path, such as GET /health'),
);

export const texts = v.record(v.string(), v.string());
