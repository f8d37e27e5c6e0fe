import * as v from 'valibot';
import { about, duration, optional } from './fields.ts';

export const valueKinds = [
  'any',
  'string',
  'int',
  'number',
  'boolean',
  'uuid',
  'ulid',
  'rfc3339',
  'epoch',
  'email',
  'url',
  'hex',
  'jwt',
  'opaque',
  'prose',
] as const;
export type ValueKind = (typeof valueKinds)[number];

const aspects = ['fraction', 'zone', 'length', 'alphabet'] as const;

/** How one place of a response is compared instead of exactly. */
export const ruleSchema = about(
  v.strictObject({
    kind: optional(v.picklist(valueKinds), 'the value must be of this kind on both sides; it may differ'),
    symbol: optional(v.string(), 'the value must be the one that was captured under this name, such as create_task.id'),
    same: optional(v.array(v.picklist(aspects)), 'what of the format must agree with the reference'),
    near: optional(
      v.strictObject({ to: v.literal('now'), within: duration }),
      'a time must lie this close to the moment of the request',
    ),
    min: optional(v.number(), 'least number, least length of a text, least number of elements'),
    max: optional(v.number(), 'greatest number, length or count'),
    matches: optional(v.string(), 'regular expression that a text must match; (?i) in front ignores case'),
    equals: optional(v.unknown(), 'the exact JSON value'),
    jwt: optional(
      v.strictObject({
        same: optional(v.array(v.picklist(['alg', 'typ', 'claims'])), 'default: all three'),
        ttl: optional(v.strictObject({ tolerance: duration }), 'exp − iat must agree within this; default 2s'),
      }),
      'compare as a JSON Web Token: header, names and types of the claims, life time',
    ),
    list: optional(v.picklist(['by-key', 'bag']), 'pair the elements by a member, or as equal wholes'),
    key: optional(v.string(), 'the member that pairs elements, with list: by-key'),
    order: optional(v.picklist(['exact', 'ignore']), 'whether the order of the list counts; default exact'),
    ignore: optional(v.literal(true), 'do not look at the value; needs a reason. That it is there is still checked'),
    optional: optional(v.literal(true), 'it may be missing on either side; needs a reason'),
    reason: optional(v.pipe(v.string(), v.trim(), v.minLength(3)), 'why this exception is right'),
  }),
  'an exception from the exact comparison',
);

export type RuleFields = v.InferOutput<typeof ruleSchema>;
