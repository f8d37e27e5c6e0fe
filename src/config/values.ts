import * as v from 'valibot';
import { parseDuration } from '../lib/duration.ts';
import { messageOf } from '../lib/error.ts';
import { parseBytes } from '../lib/quantity.ts';
import { parseRange } from '../lib/version-range.ts';

/** The scalars of the configuration: written as text, read as values. */

/** A DNS label, as Kubernetes demands of namespaces, releases and Secrets. */
export const dnsName = v.pipe(
  v.string(),
  v.maxLength(53, 'longer than 53 characters, which Kubernetes and Helm refuse'),
  v.regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
    'not a name that Kubernetes accepts: lower-case letters, digits and "-", beginning and ending with a letter or digit',
  ),
);

export const duration = v.pipe(
  v.string('a duration such as 90s, 2m or 1h30m is wanted'),
  v.check((text) => parseDuration(text) !== undefined, 'a duration such as 90s, 2m or 1h30m is wanted'),
  v.transform((text) => parseDuration(text) ?? 0),
);

export const bytes = v.pipe(
  v.union([v.string(), v.pipe(v.number(), v.integer(), v.minValue(0))], 'a size such as 500MB, 6g or 512Mi is wanted'),
  v.transform((value) => String(value)),
  v.check((text) => parseBytes(text) !== undefined, 'a size such as 500MB, 6g or 512Mi is wanted'),
  v.transform((text) => parseBytes(text) ?? 0),
);

/** A path inside the workspace; whether the file is there is looked up later, at the edge. */
export const workspacePath = v.pipe(
  v.string(),
  v.nonEmpty('a path is wanted'),
  v.check(
    (path) => !path.startsWith('/') && !/^[A-Za-z]:/.test(path),
    'an absolute path; write it relative to the workspace',
  ),
  v.check((path) => !escapes(path), 'points outside the workspace'),
);

/** A Helm value path: `backend.image`, `secrets.cohereApiKey`. */
export const valuePath = v.pipe(
  v.string(),
  v.regex(/^[\w-]+(\.[\w-]+|\[\d+\])*$/, 'not a value path such as backend.image.tag'),
);

export const envName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'not the name of an environment variable'),
);

export const imageTag = v.pipe(
  v.string(),
  v.regex(
    /^[a-z0-9]([a-z0-9._/-]*[a-z0-9])?(:\d+\/[a-z0-9._/-]+)?(:[\w][\w.-]{0,127})?$/,
    'not an image reference such as taskflow-backend:1.0.0',
  ),
);

/** `registry.example.org/team` or `localhost:5000`: a host that Docker takes for one, and a path; no tag, no digest. */
export const registry = v.pipe(
  v.string(),
  v.regex(
    /^([a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?|localhost(:\d+)?|[a-z0-9-]+:\d+)(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/,
    'a registry such as registry.example.org/team is wanted, without https:// and without a tag',
  ),
);

export const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-fA-F]{64}$/, 'a SHA-256 of 64 hexadecimal digits is wanted'));

export const versionRange = v.pipe(
  v.string('a version such as v1.38.1, or a range such as ">=1.35 <1.40", is wanted'),
  v.check(
    (text) => parseRange(text) !== undefined,
    'a version such as v1.38.1, or a range such as ">=1.35 <1.40", is wanted',
  ),
);

export const httpUrl = v.pipe(
  v.string(),
  v.regex(/^https?:\/\/[^\s/]+/, 'an address such as https://example.com is wanted'),
);

export const scalar = v.union([v.string(), v.number(), v.boolean()], 'a text, a number or true/false is wanted');

/** A regular expression; what the engine says about a bad one is said to the user. */
export const pattern = v.pipe(
  v.string(),
  v.nonEmpty('a regular expression is wanted; an empty one would fit every line'),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    try {
      new RegExp(dataset.value);
    } catch (error) {
      addIssue({ message: `not a regular expression: ${messageOf(error)}` });
    }
  }),
);

function escapes(path: string): boolean {
  let depth = 0;
  for (const part of path.split(/[\\/]/)) {
    if (part === '..') depth--;
    else if (part !== '' && part !== '.') depth++;
    if (depth < 0) return true;
  }
  return false;
}
