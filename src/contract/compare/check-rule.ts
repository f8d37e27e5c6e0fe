import { isDeepStrictEqual } from 'node:util';
import { isSensitiveName } from '../../lib/redact/names.ts';
import { milliseconds } from '../file/fields.ts';
import type { RuleFields } from '../file/rule.ts';
import { expression } from '../file/rules.ts';
import { type Json, plain, scalarText, typeOf } from '../json/ast.ts';
import { formatOf } from '../json/detect.ts';
import { namesIn } from '../run/template.ts';
import { kindFault } from './check-kind.ts';
import { filledIn } from './filled-in.ts';
import { jwtFault } from './jwt.ts';
import type { Seen } from './seen.ts';

export interface RuleInput {
  readonly fields: RuleFields;
  readonly node: Json;
  /** The same place in the reference's answer, where there is one. */
  readonly reference?: Json;
  readonly seen: Seen;
}

/** Why a value does not satisfy a rule; an empty list when it does. */
export function ruleFaults(input: RuleInput): readonly string[] {
  return [...kindFault(input.fields.kind, input.node), ...checks.flatMap((one) => one(input))];
}

const checks: readonly ((input: RuleInput) => readonly string[])[] = [
  symbol,
  range,
  pattern,
  exactValue,
  near,
  sameFormat,
  ({ fields, node, reference }) => (fields.jwt ? jwtFault(fields.jwt, node, reference) : []),
];

function symbol({ fields, node, seen }: RuleInput): readonly string[] {
  if (fields.symbol === undefined) return [];
  const wanted = seen.captured.get(fields.symbol);
  if (wanted === undefined) return [`nothing was captured as ${fields.symbol}`];
  return scalarText(node) === wanted ? [] : [`is not ⟨${fields.symbol}⟩, which is ${wanted}`];
}

function range({ fields: { min, max }, node }: RuleInput): readonly string[] {
  if (min === undefined && max === undefined) return [];
  const size = sizeOf(node);
  if (size === undefined) return [`${typeOf(node)} has no size`];
  if (min !== undefined && size < min) return [`${size} is less than ${min}`];
  return max !== undefined && size > max ? [`${size} is more than ${max}`] : [];
}

function sizeOf(node: Json): number | undefined {
  if (node.kind === 'number') return Number(node.raw);
  if (node.kind === 'string') return [...node.value].length;
  return node.kind === 'array' ? node.items.length : undefined;
}

function pattern({ fields, node }: RuleInput): readonly string[] {
  if (fields.matches === undefined) return [];
  return expression(fields.matches)?.test(scalarText(node) ?? '') ? [] : [`does not match ${fields.matches}`];
}

function exactValue({ fields, node, seen }: RuleInput): readonly string[] {
  if (!('equals' in fields) || fields.equals === undefined) return [];
  const wanted = filledIn(fields.equals, seen);
  if (wanted === undefined) return [];
  if ('missing' in wanted) return [wanted.missing];
  if (isDeepStrictEqual(plain(node), wanted.value)) return [];
  const [written, value] = [JSON.stringify(fields.equals), JSON.stringify(wanted.value)];
  return [`is not ${written}${written === value || namesSecret(written) ? '' : `, which is ${value}`}`];
}

function namesSecret(text: string): boolean {
  return namesIn(text).some((name) => isSensitiveName(name.replaceAll('.', '_')));
}

function near({ fields, node, seen }: RuleInput): readonly string[] {
  if (!fields.near) return [];
  const text = scalarText(node) ?? '';
  const at = momentOf(text);
  if (at === undefined) return ['is no time'];
  const away = Math.abs(at - seen.at);
  return away <= milliseconds(fields.near.within) ? [] : [`is ${(away / 1000).toFixed(1)} s away from the request`];
}

/** A time without a zone is taken as UTC: that is what servers in containers mean. */
function momentOf(text: string): number | undefined {
  if (/^\d{10}(\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (/^\d{13}$/.test(text)) return Number(text);
  const zoned = /([zZ]|[+-]\d\d:?\d\d|GMT)$/.test(text) ? text : `${text}Z`;
  const at = Date.parse(zoned);
  return Number.isNaN(at) ? undefined : at;
}

function sameFormat({ fields, node, reference }: RuleInput): readonly string[] {
  if (!fields.same || !reference) return [];
  const [was, is] = [scalarText(reference) ?? '', scalarText(node) ?? ''];
  return fields.same.flatMap((aspect) =>
    aspects[aspect](was) === aspects[aspect](is)
      ? []
      : [`${aspect} is ${aspects[aspect](is)}, not ${aspects[aspect](was)}`],
  );
}

const aspects: Readonly<Record<NonNullable<RuleFields['same']>[number], (text: string) => string>> = {
  fraction: (text) => /\.(\d+)/.exec(text)?.[1]?.length.toString() ?? '0',
  zone: (text) => formatOf(text).split('/')[1] ?? 'none',
  length: (text) => String(text.length),
  alphabet: (text) =>
    /^[0-9a-f]+$/i.test(text) ? 'hex' : /[+/]/.test(text) ? 'base64' : /^[\w=.-]+$/.test(text) ? 'base64url' : 'other',
};
