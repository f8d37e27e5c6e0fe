import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json, JsonObject } from './charts/schema.ts';

/**
 * What GitHub takes as bodies of the requests that src/github makes, from GitHub's own OpenAPI description:
 *   npm pack @octokit/openapi && tar xzf octokit-openapi-*.tgz && node scripts/github-schemas.ts package
 * Descriptions and examples are left out, and unknown fields are refused.
 */
const target = join(import.meta.dirname, '../test/github/requests.json');
const repository = '/repos/{owner}/{repo}';
const requests: Readonly<Record<string, readonly string[]>> = {
  post: [
    'issues/{issue_number}/comments',
    'check-runs',
    'statuses/{sha}',
    'deployments',
    'deployments/{deployment_id}/statuses',
  ],
  patch: ['issues/comments/{comment_id}'],
};
/** Words for readers and code generators. */
const dropped = ['description', 'example', 'examples', 'default', 'discriminator', 'format', 'x-multi-segment'];

const extract = (folder: string): JsonObject => {
  const { version } = read(join(folder, 'package.json')) as { readonly version: string };
  const { paths } = read(join(folder, 'generated/api.github.com.deref.json')) as { readonly paths: Json };
  const bodies = Object.entries(requests).flatMap(([method, names]) =>
    names.map((name) => {
      const path = `${repository}/${name}`;
      const schema = at(paths, path, method, 'requestBody', 'content', 'application/json', 'schema');
      return [`${method.toUpperCase()} ${path}`, strict(schema)] as const;
    }),
  );
  return { source: `@octokit/openapi ${version}, MIT`, bodies: Object.fromEntries(bodies) };
};

const read = (path: string): Json => JSON.parse(readFileSync(path, 'utf8')) as Json;

const at = (value: Json, ...keys: readonly string[]): Json =>
  keys.reduce((inner, key) => {
    const next = (inner as JsonObject)[key];
    if (next === undefined) throw new Error(`the description has no ${key} in ${keys.join(' › ')}`);
    return next;
  }, value);

const strict = (schema: Json): Json => {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema as JsonObject).filter(([word]) => !dropped.includes(word));
  const { nullable, ...rest } = Object.fromEntries(
    kept.map(([word, rule]) => [word, word === 'properties' ? each(rule) : strict(rule)]),
  );
  const closed =
    'properties' in rest && !('additionalProperties' in rest) ? { ...rest, additionalProperties: false } : rest;
  return nullable === true ? { anyOf: [closed, { type: 'null' }] } : closed;
};

/** A property may be called `description`; it is not a word of the schema then. */
const each = (properties: Json): Json =>
  Object.fromEntries(Object.entries(properties as JsonObject).map(([name, schema]) => [name, strict(schema)]));

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node scripts/github-schemas.ts FOLDER-OF-@octokit/openapi');
  process.exitCode = 2;
} else {
  mkdirSync(join(target, '..'), { recursive: true });
  writeFileSync(target, `${JSON.stringify(extract(folder), null, 1)}\n`);
}
