import { milliseconds } from '../file/fields.ts';
import type { RuleFields } from '../file/rule.ts';
import { type Json, scalarText } from '../json/ast.ts';
import { decodePart } from '../json/detect.ts';

type Claims = Readonly<Record<string, unknown>>;

/** Two tokens cannot be equal; their header, the names and types of their claims and their life time can. */
export function jwtFault(
  rule: NonNullable<RuleFields['jwt']>,
  node: Json,
  reference: Json | undefined,
): readonly string[] {
  const is = readToken(node);
  if (!is) return ['is no JSON Web Token'];
  if (String(is.header.alg).toLowerCase() === 'none') return ['is not signed: alg is “none”'];
  const was = reference && readToken(reference);
  if (!was) return [];
  const aspects = rule.same ?? ['alg', 'typ', 'claims'];
  return [
    ...aspects.flatMap((aspect) =>
      aspect === 'claims' ? claimFaults(was.claims, is.claims) : headerFault(aspect, was, is),
    ),
    ...lifetimeFault(milliseconds(rule.ttl?.tolerance ?? '2s') / 1000, was.claims, is.claims),
  ];
}

interface Token {
  readonly header: Claims;
  readonly claims: Claims;
}

function readToken(node: Json): Token | undefined {
  const [head, body] = (scalarText(node) ?? '').split('.');
  const [header, claims] = [decodePart(head), decodePart(body)];
  return header && claims && { header, claims };
}

function headerFault(name: string, was: Token, is: Token): readonly string[] {
  const [left, right] = [was.header[name], is.header[name]];
  return left === right ? [] : [`${name} is ${JSON.stringify(right)}, not ${JSON.stringify(left)}`];
}

function claimFaults(was: Claims, is: Claims): readonly string[] {
  const shape = (claims: Claims): string =>
    Object.entries(claims)
      .map(([name, value]) => `${name}: ${value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value}`)
      .sort()
      .join(', ');
  const [left, right] = [shape(was), shape(is)];
  return left === right ? [] : [`has the claims {${right}}, not {${left}}`];
}

function lifetimeFault(tolerance: number, was: Claims, is: Claims): readonly string[] {
  const [left, right] = [lifetime(was), lifetime(is)];
  if (left === undefined || right === undefined || Math.abs(left - right) <= tolerance) return [];
  return [`lives ${right} s, not ${left} s`];
}

function lifetime({ exp, iat }: Claims): number | undefined {
  return typeof exp === 'number' && typeof iat === 'number' ? exp - iat : undefined;
}
