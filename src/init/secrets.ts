import { isSensitiveName } from '../lib/redact/names.ts';
import { pathText } from '../lib/yaml.ts';
import type { FoundChart } from './charts.ts';
import { isObject } from './compose.ts';
import type { Repository, Source } from './repository.ts';
import { walk } from './slots.ts';

/** A place in a chart's values that wants the name of a Secret, and what that Secret must hold. */
export interface SecretSlot {
  readonly path: string;
  readonly name: string;
  /** Key in the Secret → variable of the environment. */
  readonly keys: Readonly<Record<string, string>>;
  readonly source: Source;
  readonly keysFrom: Source;
}

/** A value that is a secret itself; it can only come from the environment. */
export interface SecretValue {
  readonly path: string;
  readonly variable: string;
  readonly source: Source;
}

const slotName = /(^|\.)(existing-?secret(name)?|secretName|secretRef|secrets?\.(name|existing))$/i;

export function secretSlots(chart: FoundChart, repository: Repository): SecretSlot[] {
  return [...walk(chart.values.value)].flatMap(({ path, value }): SecretSlot[] => {
    const text = pathText(path);
    if (typeof value !== 'string' || !slotName.test(text)) return [];
    const source = { file: chart.valuesFile, line: chart.values.keyAt(path).line };
    const keys = keysFor(chart, text, source, repository);
    if (keys === undefined) return [];
    return [{ path: text, name: value || `${chart.release}-secrets`, source, ...keys }];
  });
}

interface Keys {
  readonly keys: Readonly<Record<string, string>>;
  readonly keysFrom: Source;
}

/** Where the keys of a Secret may be said, the surest first. */
function keysFor(chart: FoundChart, path: string, source: Source, repository: Repository): Keys | undefined {
  return (
    keysInComment(chart, source, repository) ??
    keysInTemplates(chart, path) ??
    keysInValues(chart) ??
    keysInExample(repository)
  );
}

function keysInTemplates(chart: FoundChart, path: string): Keys | undefined {
  const found: { key: string; source: Source }[] = [];
  for (const [file, text] of Object.entries(chart.templates)) {
    const lines = text.split('\n');
    for (const [index, line] of lines.entries()) {
      if (!/secretKeyRef:/.test(line)) continue;
      const block = [line, ...lines.slice(index + 1, index + 4)].join('\n');
      const key = /\bkey:\s*["']?([\w.-]+)/.exec(block)?.[1];
      const names = [...block.matchAll(/\.Values\.([\w.]+)/g)].map((match) => match[1]);
      if (key && (names.length === 0 || names.includes(path))) found.push({ key, source: { file, line: index + 1 } });
    }
  }
  return keysOf(
    found.map(({ key }) => key),
    found[0]?.source,
  );
}

/** `# … with the keys A, B and C` above the value. */
function keysInComment(chart: FoundChart, source: Source, { texts }: Repository): Keys | undefined {
  const lines = (texts[chart.valuesFile] ?? '').split('\n');
  for (let index = (source.line ?? 1) - 2; index >= 0 && /^\s*#/.test(lines[index] as string); index--) {
    const listed = /\bkeys?:?\s+(.+)$/.exec(lines[index] as string)?.[1];
    if (!listed) continue;
    const keys = listed
      .split(/\s*(?:,|\band\b|\s)\s*/)
      .flatMap((word) => /^`?([\w-]*[A-Z_-][\w-]*)`?\.?$/.exec(word)?.[1] ?? []);
    return keysOf(keys, { ...source, line: index + 1 });
  }
  return undefined;
}

/** `secrets: { DATABASE_URL: "" }` beside it: the same keys, given as values. */
function keysInValues(chart: FoundChart): Keys | undefined {
  for (const { path, value } of walk(chart.values.value)) {
    if (!/^secrets?(Data)?$/i.test(String(path.at(-1))) || !isObject(value)) continue;
    const keys = Object.entries(value).flatMap(([key, item]) =>
      typeof item === 'string' && /^[A-Z][A-Z0-9_]*$/.test(key) ? [key] : [],
    );
    if (keys.length > 0) return keysOf(keys, { file: chart.valuesFile, line: chart.values.keyAt(path).line });
  }
  return undefined;
}

function keysInExample(repository: Repository): Keys | undefined {
  const variables = secretVariables(repository);
  return keysOf(
    variables.map(({ name }) => name),
    variables[0]?.source,
  );
}

/** What `.env.example` lists and must not be seen. */
export function secretVariables({ texts }: Repository): { readonly name: string; readonly source: Source }[] {
  const seen = new Set<string>();
  return Object.entries(texts)
    .filter(([file]) => /(^|\/)(\.env\.[a-z]+|[a-z]+\.env)$/.test(file))
    .flatMap(([file, text]) =>
      text.split(/\r?\n/).flatMap((line, index) => {
        const name = /^\s*(?:export\s+)?([A-Z][A-Z0-9_]*)\s*=/.exec(line)?.[1];
        if (!name || !isSecretName(name) || seen.has(name)) return [];
        seen.add(name);
        return [{ name, source: { file, line: index + 1 } }];
      }),
    );
}

/** A connection string holds a password though its name does not say so. */
export function isSecretName(name: string): boolean {
  return !/^NEXT_PUBLIC_|^VITE_|^REACT_APP_/.test(name) && (isSensitiveName(name) || isDatabaseUrl(name));
}

export function isDatabaseUrl(name: string): boolean {
  return /(^|[_-])(DATABASE|DB|POSTGRES|POSTGRESQL|PG|MYSQL|MONGO|MONGODB|REDIS)[_-]?(URL|URI|DSN)$/i.test(snake(name));
}

function keysOf(names: readonly string[], source: Source | undefined): Keys | undefined {
  if (names.length === 0 || source === undefined) return undefined;
  return { keys: Object.fromEntries(names.map((name) => [name, snake(name).toUpperCase()])), keysFrom: source };
}

/** Secrets that the chart takes as values, where it takes no name of a Secret. */
export function secretValues(chart: FoundChart): SecretValue[] {
  return [...walk(chart.values.value)].flatMap(({ path, value }): SecretValue[] => {
    const key = String(path.at(-1));
    const text = pathText(path);
    if (typeof value !== 'string' || slotName.test(text) || !/^[\w-]+(\.[\w-]+)*$/.test(text)) return [];
    const inside = path.slice(0, -1).some((part) => /^secrets?(Data)?$/i.test(String(part)));
    if (!inside && !isSecretName(key)) return [];
    return [
      {
        path: text,
        variable: snake(key).toUpperCase(),
        source: { file: chart.valuesFile, line: chart.values.keyAt(path).line },
      },
    ];
  });
}

function snake(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll(/[^A-Za-z0-9]+/g, '_');
}
