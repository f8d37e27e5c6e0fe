// JSON Schemas for kubeconform, of the kinds that the charts render, from the OpenAPI document of a Kubernetes release:
//   node scripts/kubernetes-schemas.ts <kubernetes source>/api/openapi-spec/swagger.json
// Descriptions are left out, and unknown fields are refused.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Json, JsonObject } from './charts/schema.ts';

type Kind = { readonly group: string; readonly version: string; readonly kind: string };

const TARGET = fileURLToPath(new URL('../test/charts/schemas', import.meta.url));
const REF = '#/definitions/';
const KINDS: Readonly<Record<string, readonly string[]>> = {
  '/v1': ['ConfigMap', 'PersistentVolumeClaim', 'Pod', 'Secret', 'Service'],
  'apps/v1': ['Deployment', 'StatefulSet'],
  'autoscaling/v2': ['HorizontalPodAutoscaler'],
  'batch/v1': ['Job'],
  'networking.k8s.io/v1': ['Ingress', 'NetworkPolicy'],
  'policy/v1': ['PodDisruptionBudget'],
};
// What the document describes as a string although the API server takes a number as well.
const LOOSE: Readonly<Record<string, JsonObject>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { type: ['string', 'number'] },
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { type: ['string', 'integer'] },
};

const generate = (swagger: string): void => {
  const { definitions } = JSON.parse(readFileSync(swagger, 'utf8')) as {
    readonly definitions: Readonly<Record<string, JsonObject>>;
  };
  const roots = Object.entries(definitions).flatMap(([name, schema]) => wanted(schema).map((kind) => ({ name, kind })));
  const names = closure(
    roots.map((root) => root.name),
    definitions,
  );
  rmSync(TARGET, { recursive: true, force: true });
  mkdirSync(TARGET, { recursive: true });
  const lines = names.map(
    (name) => `${JSON.stringify(name)}:${JSON.stringify(LOOSE[name] ?? strict(definitions[name] ?? null))}`,
  );
  writeFileSync(join(TARGET, '_definitions.json'), `{"definitions":{\n${lines.join(',\n')}\n}}\n`);
  for (const { name, kind } of roots) {
    writeFileSync(join(TARGET, fileName(kind)), `{"$ref":"_definitions.json${REF}${name}"}\n`);
  }
  console.log(`wrote ${names.length} definitions and ${roots.length} kinds`);
};

const wanted = (schema: JsonObject): readonly Kind[] =>
  ((schema['x-kubernetes-group-version-kind'] ?? []) as readonly Kind[]).filter((one) =>
    KINDS[`${one.group}/${one.version}`]?.includes(one.kind),
  );

/** As kubeconform spells it: only the first part of the group's name. */
const fileName = ({ group, version, kind }: Kind): string =>
  `${[kind.toLowerCase(), group.split('.')[0], version].filter((part) => part !== '').join('-')}.json`;

const closure = (roots: readonly string[], definitions: Readonly<Record<string, JsonObject>>): readonly string[] => {
  const seen = new Set(roots);
  for (const name of seen) {
    for (const [, next] of JSON.stringify(definitions[name]).matchAll(/"#\/definitions\/([^"]+)"/g))
      seen.add(next ?? '');
  }
  return [...seen].sort();
};

const strict = (value: Json): Json => {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(strict);
  const kept = Object.entries(value).filter(([key, inner]) => !isNoise(key, inner));
  const closed = 'properties' in value ? { additionalProperties: false } : {};
  return { ...Object.fromEntries(kept.map(([key, inner]) => [key, strict(inner)])), ...closed };
};

const isNoise = (key: string, value: Json): boolean =>
  key.startsWith('x-kubernetes-') || ((key === 'description' || key === 'format') && typeof value === 'string');

const [swagger] = process.argv.slice(2);
if (swagger === undefined) {
  console.error('usage: node scripts/kubernetes-schemas.ts <path of swagger.json>');
  process.exitCode = 2;
} else {
  generate(swagger);
}
