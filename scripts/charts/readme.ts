// The table of values in a chart's README, from the comments of its values.yaml.
import { load } from 'js-yaml';
import type { Json } from './schema.ts';

export type Row = { readonly path: string; readonly value: string; readonly meaning: string };

const START = '<!-- values: written by scripts/charts.ts from the comments in values.yaml -->';
const END = '<!-- end of values -->';

export const withTable = (readme: string, values: string): string => {
  const start = readme.indexOf(START);
  const end = readme.indexOf(END);
  if (start < 0 || end < start) throw new Error(`README.md needs the two lines\n${START}\n${END}`);
  return `${readme.slice(0, start)}${START}\n${table(rows(values))}\n${readme.slice(end)}`;
};

export const rows = (text: string): readonly Row[] => {
  const meanings = comments(text);
  const visit = (value: Json, path: readonly string[]): readonly Row[] => {
    const name = path.join('.');
    const children = isMap(value) ? Object.entries(value) : [];
    const told = [...meanings.keys()].some((key) => key.startsWith(`${name}.`));
    if (children.length > 0 && (told || path.length === 0)) {
      return children.flatMap(([key, child]) => visit(child, [...path, key]));
    }
    const meaning = meanings.get(name);
    if (meaning === undefined) throw new Error(`values.yaml: ${name} has no comment above it`);
    return [{ path: name, value: JSON.stringify(value), meaning }];
  };
  return visit(load(text) as Json, []);
};

const isMap = (value: Json): value is { readonly [key: string]: Json } =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** Path of each key that has comment lines directly above it, and what they say. */
const comments = (text: string): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  const open: { readonly indent: number; readonly key: string }[] = [];
  let said: string[] = [];
  for (const line of text.split('\n')) {
    const [, comment] = /^\s*# ?(.*)$/.exec(line) ?? [];
    const [, blanks, key] = /^( *)([\w.-]+):/.exec(line) ?? [];
    if (comment !== undefined) said.push(comment);
    else if (blanks !== undefined && key !== undefined) {
      while (open.length > 0 && (open.at(-1)?.indent ?? 0) >= blanks.length) open.pop();
      open.push({ indent: blanks.length, key });
      if (said.length > 0) found.set(open.map((part) => part.key).join('.'), said.join(' '));
      said = [];
    } else said = [];
  }
  return found;
};

const table = (all: readonly Row[]): string =>
  ['| value | default | meaning |', '|---|---|---|', ...all.map(line)].join('\n');

const line = (row: Row): string => `| \`${row.path}\` | \`${cell(row.value)}\` | ${cell(row.meaning)} |`;

const cell = (text: string): string => text.replaceAll('|', '\\|');
