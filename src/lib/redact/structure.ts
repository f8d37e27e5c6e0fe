import { isSensitiveName } from './names.ts';

interface Tools {
  readonly text: (text: string) => string;
  readonly hide: (name: string, value: string) => string;
}

type Json = Record<string, unknown>;

const dropped = new Set(['managedFields', 'kubectl.kubernetes.io/last-applied-configuration']);
/** Labels and selectors are names: they are read, compared and never secret. */
const namesOnly = new Set(['labels', 'matchLabels', 'selector', 'nodeSelector']);

/** Walks a JSON value: Secrets keep their keys, variables keep their names, and every text goes through the door. */
export function redactValue(value: unknown, tools: Tools, name = ''): unknown {
  if (typeof value === 'string')
    return isSensitiveName(name) && value !== '' ? tools.hide(name, value) : tools.text(value);
  if (Array.isArray(value)) return value.map((item) => redactItem(item, tools, name));
  if (typeof value !== 'object' || value === null) return value;
  const object = value as Json;
  if (object.kind === 'Secret') return redactSecret(object, tools);
  return redactFields(object, tools);
}

function redactFields(object: Json, tools: Tools): Json {
  const kept = Object.entries(object).filter(([key]) => !dropped.has(key));
  return Object.fromEntries(
    kept.map(([key, child]) => [tools.text(key), namesOnly.has(key) ? child : redactValue(child, tools, key)]),
  );
}

/** `{name, value}` is how variables are written; `KEY=value` is how Docker writes them. */
function redactItem(item: unknown, tools: Tools, name: string): unknown {
  if (typeof item === 'string') return redactValue(item, tools, name);
  const pair = item as { name?: unknown; value?: unknown } | null;
  if (typeof pair?.name !== 'string' || typeof pair.value !== 'string') return redactValue(item, tools);
  return { ...redactFields(item as Json, tools), name: pair.name, value: redactVariable(pair.name, pair.value, tools) };
}

function redactVariable(name: string, value: string, tools: Tools): string {
  if (value !== '' && isSensitiveName(name) && !/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return tools.hide(name, value);
  return tools.text(value);
}

function redactSecret(secret: Json, tools: Tools): Json {
  const { data, stringData, metadata, ...rest } = secret;
  const { name, namespace, labels, creationTimestamp, resourceVersion } = (metadata ?? {}) as Json;
  return {
    ...redactFields(rest, tools),
    metadata: { name, namespace, labels, creationTimestamp, resourceVersion },
    ...(data ? { data: describeEntries(data as Json, 'base64', tools) } : {}),
    ...(stringData ? { stringData: describeEntries(stringData as Json, 'utf8', tools) } : {}),
  };
}

function describeEntries(entries: Json, encoding: 'base64' | 'utf8', tools: Tools): Json {
  return Object.fromEntries(
    Object.entries(entries).map(([key, value]) => {
      const bytes = Buffer.from(String(value ?? ''), encoding);
      return [key, { bytes: bytes.length, token: tools.hide(key, bytes.toString()) }];
    }),
  );
}
