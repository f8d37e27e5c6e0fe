import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { pipelineSchema } from '../../src/config/schema.ts';
import { type Key, keysOf } from './schema-keys.ts';

/** The reference page of `pipeline.yml`: every key with its type, default, meaning and an example from `examples.yml`. */
export function configurationPage(): string {
  const keys = keysOf(pipelineSchema);
  const groups = [...new Set(keys.map(({ path }) => topOf(path)))];
  const plain = groups.filter((top) => keys.filter(({ path }) => topOf(path) === top).length === 1);
  const nested = groups.filter((top) => !plain.includes(top));
  return [
    introduction,
    '## The document',
    '',
    ...table(keys.filter(({ path }) => plain.includes(path))),
    ...nested.flatMap((top) => section(top, keys)),
    '',
  ].join('\n');
}

const introduction = `# pipeline.yml

<!-- Made from src/config/schema.ts and scripts/generate/examples.yml by scripts/generate.ts. -->

\`taskflow-k8s init\` writes a first one; [getting started](getting-started.md) walks through it. What is wrong in a file is said all at
once, each with line, column and what was probably meant, before anything is started. \`taskflow-k8s plan\` shows where each value comes
from: an input of the action or flag of the command line wins over the file, the file over the default.

Editors complete and check the file by this first line, which \`init\` writes (VS Code needs the YAML extension; JetBrains and Neovim
read it too); [the schema](../schema/pipeline.schema.json) lies in the release as well:

\`\`\`yaml
# yaml-language-server: $schema=https://raw.githubusercontent.com/org/taskflow-k8s-action/v1/schema/pipeline.schema.json
version: 1
releases:
  shop: { chart: helm/shop }
\`\`\`

Kinds of values: a **duration** is \`90s\`, \`2m\` or \`1h30m\`; a **size** is \`500MB\`, \`6g\` or \`512Mi\`; a **path** is relative to the
workspace and stays inside of it; a **name** is what Kubernetes accepts: lower-case letters, digits and \`-\`. A text may refer to other
values: \`{{ vars.NAME }}\` (of \`vars\`), \`{{ env.NAME }}\` (of the environment), \`{{ cluster.ip }}\`, \`{{ cluster.name }}\` and
\`{{ run.id }}\`.
`;

function section(top: string, keys: readonly Key[]): string[] {
  const own = keys.filter(({ path }) => topOf(path) === top);
  const [head, ...rest] = own;
  return ['', `## ${top}`, '', `${head?.description ?? ''}${head?.required ? ' Required.' : ''}`, '', ...table(rest)];
}

function table(keys: readonly Key[]): string[] {
  return [
    '| key | type | default | meaning | example |',
    '|---|---|---|---|---|',
    ...keys.map((key) => {
      const cells = [`\`${key.path}\``, key.type, defaultOf(key), key.description, `\`${exampleOf(key.path)}\``];
      return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
    }),
  ];
}

function defaultOf({ required, fallback }: Key): string {
  if (required) return '*required*';
  return fallback === undefined || fallback === '{}' || fallback === '[]' ? '' : `\`${fallback}\``;
}

/** The value of this key in the examples, as it would stand on one line. */
export function exampleOf(path: string): string {
  const value = path.split(/\.(?![^<]*>)|(?=\[\])/).reduce<unknown>((node, part) => {
    if (typeof node !== 'object' || node === null) return undefined;
    if (part === '<name>' || part === '[]') return Object.values(node)[0];
    return (node as Record<string, unknown>)[part];
  }, examples);
  if (value === undefined) throw new Error(`${path} has no example: add one to scripts/generate/examples.yml`);
  return flow(value);
}

const examples = load(readFileSync(join(import.meta.dirname, 'examples.yml'), 'utf8'));

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return scalar(value);
  const pairs = Object.entries(value).map(
    ([key, item]) =>
      `${/[:]/.test(key) ? JSON.stringify(key) : key}: ${typeof item === 'object' && item !== null ? '…' : scalar(item)}`,
  );
  return `{ ${pairs.join(', ')} }`;
}

function scalar(value: unknown): string {
  return typeof value === 'string' && !/^[\w./@][\w./:@ -]*$/.test(value) ? JSON.stringify(value) : String(value);
}

function topOf(path: string): string {
  return path.split(/[.[]/)[0] ?? path;
}
